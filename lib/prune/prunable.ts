import { awsTime } from '../aws/account/clock';
import type { ListedImage } from '../aws/images/list-images';
import { bucketOf } from '../aws/pipeline/bucket';
import type { Config } from '../config/config';
import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { objectKeys } from '../object-keys';
import type { Progress } from '../release/following/progress';
import type { KeepRule } from '../release/state/kept-releases';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { assetsBucketIn, openAssetsAccount, type RecordedAssets } from '../target/shared-bucket';
import { neededIn } from './ask';
import { unneededImages } from './images';
import { type Needed, neededByAll } from './needed';
import { type PrunablePlace, prunablePlace } from './place';

/** What is to be pruned, and how much of it has to stay. */
export interface PruneQuestion {
  readonly environment: Environment;
  /** All of the path, in its order. */
  readonly environments: readonly Environment[];
  readonly config: Pick<Config, 'assets' | 'environments'>;
  /** How many good commits stay beside the one that runs. */
  readonly keep: number;
  /** What is younger stays, in ms. */
  readonly olderMs: number;
}

/** What an environment has stored and nothing needs. */
export interface Prunable {
  readonly open: OpenEnvironment;
  /** The environment's own bucket, and that of all environments where this one stores in it. */
  readonly places: readonly PrunablePlace[];
  readonly images: readonly ListedImage[];
  /** How many commits keep all that they need. */
  readonly kept: number;
}

/**
 * Looks what neither what runs nor what could be gone back to needs. What cannot be known is not among it.
 * @throws GitenvError what an environment that is asked may say, of the other environments as well if all take from one bucket
 */
export async function findPrunable(
  question: PruneQuestion,
  progress: Pick<Progress, 'say'>,
): Promise<Prunable> {
  const { environment, keep, olderMs } = question;
  const open = await openRepository(environment);
  const now = await awsTime(open.account);
  const rule = { keep, since: new Date(now.getTime() - olderMs) };
  const needed = await neededIn(open, rule, progress);
  const bucket = await bucketOf(open.account, open.pipeline);
  const { assets } = question.config;
  const pulls = environment.bundles === 'pull';
  // Whoever stores there is the one who tidies up there.
  const shared =
    pulls && assets && environment.upstream === undefined
      ? [await sharedPlace(question, assets, { needed, rule }, progress)]
      : [];
  return {
    open,
    places: [await prunablePlace(open.account, bucket, needed), ...shared],
    // Images cannot be pulled with a bundle.
    images: pulls ? [] : await unneededImages(open, bucket, needed),
    kept: needed.commits.size,
  };
}

/** @throws GitenvError if an environment cannot be asked that takes from there */
async function sharedPlace(
  { environment, environments, config }: PruneQuestion,
  assets: RecordedAssets,
  own: { readonly needed: Needed; readonly rule: KeepRule },
  progress: Pick<Progress, 'say'>,
): Promise<PrunablePlace> {
  const each = [own.needed];
  for (const other of environments)
    if (other.name !== environment.name)
      each.push(await neededElsewhere(other, assets, own.rule, progress));
  const account = await openAssetsAccount(config, assets);
  await account.verify();
  const below = objectKeys.bundlesOf(environment.application);
  return prunablePlace(account, assetsBucketIn(account, assets), neededByAll(each), below);
}

async function neededElsewhere(
  other: Environment,
  { bucket }: RecordedAssets,
  rule: KeepRule,
  progress: Pick<Progress, 'say'>,
): Promise<Needed> {
  try {
    return await neededIn(await openRepository(other), rule, progress);
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    throw new GitenvError(
      error.code,
      `${other.name} takes its bundles from ${bucket}, and cannot be asked which it needs: ${error.clause}`,
      { changed: 'nothing', hint: error.hint ?? 'gitenv doctor', cause: error },
    );
  }
}
