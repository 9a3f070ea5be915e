import { openAccount } from '../../aws/account/account';
import type { AccountOptions } from '../../aws/account/account-check';
import { listReleases } from '../../aws/pipeline/pipeline';
import { listActions } from '../../aws/pipeline/pipeline-state';
import { shortDigest } from '../../bundle/manifest';
import type { Environment } from '../../config/environment';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { bundleIn } from '../../release/bundle';
import type { Progress } from '../../release/following/progress';
import type { Release } from '../../release/release';

/** The environment before, as a release is compared with it. */
export interface ComparedAccount extends AccountOptions {
  readonly environment: string;
}

const searched = 200;

/** Says whether what a release deployed is what the environment before has of the commit. */
export async function sayBundle(
  release: Release,
  { name, application }: Pick<Environment, 'name' | 'application'>,
  upstream: ComparedAccount,
  progress: Progress,
): Promise<void> {
  const { bundle, commit, status } = release;
  if (bundle === undefined || status !== 'Succeeded') return;
  const other = await bundleOf(commit, upstream, namesOf(application).pipeline);
  progress.say(
    `${name}: its bundle is ${shortDigest(bundle)}${verdict(bundle, other, name, upstream.environment)}`,
  );
}

function verdict(
  own: string,
  other: string | undefined | GitenvError,
  here: string,
  above: string,
): string {
  if (other instanceof GitenvError) return `; ${above} could not be asked for its own`;
  if (other === undefined) return `; ${above} has none of this commit`;
  if (other === own) return `, the same as in ${above}`;
  return `, but ${above} has ${shortDigest(other)} of this commit: the build is not reproducible, so what was tested in ${above} is not what runs in ${here}; gitenv promote takes the bundle along`;
}

async function bundleOf(
  commit: string | undefined,
  options: ComparedAccount,
  pipeline: string,
): Promise<string | undefined | GitenvError> {
  try {
    const account = await openAccount(options);
    let seen = 0;
    for await (const release of listReleases(account, pipeline)) {
      seen += 1;
      if (seen > searched) return undefined;
      if (release.commit !== commit || release.status !== 'Succeeded') continue;
      return bundleIn(await listActions(account, pipeline, release.id));
    }
    return undefined;
  } catch (error) {
    if (error instanceof GitenvError) return error;
    throw error;
  }
}
