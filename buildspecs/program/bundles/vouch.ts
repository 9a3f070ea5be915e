import { type Voucher, vouchedSoon } from '../../../lib/aws/pipeline/vouched';
import { shortDigest } from '../../../lib/bundle/manifest';
import { promotedBundle, type VouchedBundle, vouchedBundle } from '../../../lib/bundle/vouched';
import { namesOf, outputVariables } from '../../../lib/contract';
import { failureName, GitenvError } from '../../../lib/errors';
import { callerOf } from '../history/executions';
import type { Job } from '../job/job';

/** The pipeline that this build or deploy is of, asked with its own role. */
export function voucherOf(job: Job): Voucher {
  return { caller: callerOf(job), pipeline: namesOf(job.application).pipeline };
}

/** Whether the environment takes its bundles from another one, and trusts no build of its own. */
export function onlyPulls({ assets, environment }: Job): boolean {
  return assets !== undefined && environment !== assets.writer;
}

/**
 * Which bundle of its commit a build hands on instead of building it.
 * @returns undefined where nobody vouches for one
 * @throws GitenvError BUNDLE_DIFFERS where two were promoted
 */
export async function vouchedToBuild(job: Job): Promise<VouchedBundle | undefined> {
  const { bucket, commit, execution } = job;
  const question = { bucket, commit, except: execution, voucher: voucherOf(job) };
  try {
    return await (onlyPulls(job) ? promotedBundle(question) : vouchedBundle(question));
  } catch (error) {
    if (!isDenied(error)) throw error;
    sayDenied(job, 'which bundle of this commit was built before');
    return undefined;
  }
}

/** What CodePipeline keeps of the build whose release this deploys. */
export interface Word {
  readonly bundle: string;
  /** Undefined where the build exported none. */
  readonly planDigest: string | undefined;
}

/**
 * Asks CodePipeline what this release deploys, which nobody can change any more, unlike what is handed on in files.
 * @returns undefined where the role of deploys may not ask, which is so in a stack of before contract version 3
 * @throws GitenvError NO_BUNDLE where CodePipeline has no answer; BUNDLE_DIFFERS where it is about another commit
 */
export async function wordToDeploy(job: Job): Promise<Word | undefined> {
  try {
    return await ownWord(job);
  } catch (error) {
    if (!isDenied(error)) throw error;
    sayDenied(job, 'which bundle this release built');
    return undefined;
  }
}

async function ownWord(job: Job): Promise<Word> {
  const vouched = await vouchedSoon(
    voucherOf(job),
    job.execution,
    (it) => it?.commit !== undefined && it.isBuilt,
  );
  if (!vouched?.isBuilt || vouched.commit === undefined) throw unknown(job);
  const { commit, bundle, planDigest } = vouched;
  if (commit !== job.commit) throw ofOther(job, commit);
  if (bundle === undefined) throw notExported();
  return { bundle, planDigest };
}

function ofOther({ commit }: Job, other: string): GitenvError {
  return new GitenvError(
    'BUNDLE_DIFFERS',
    `This deploy was told to deploy ${commit.slice(0, 8)}, and its release is of ${other.slice(0, 8)}`,
  );
}

function notExported(): GitenvError {
  return new GitenvError('NO_BUNDLE', 'The build of this release exported no bundle', {
    advice: `In buildspec.yml, run kit.cjs bundle, and list ${outputVariables.bundle} below exported-variables.`,
  });
}

function unknown({ execution, environment }: Job): GitenvError {
  return new GitenvError(
    'NO_BUNDLE',
    `CodePipeline does not say what the build of release ${execution.slice(0, 8)} made`,
    { hint: `gitenv redeploy ${environment}` },
  );
}

/**
 * Whether what an environment deploys that only pulls is what was promoted to it.
 * @throws GitenvError BUNDLE_DIFFERS
 */
export async function demandPromoted(
  { bucket, commit, environment }: Job,
  built: string,
): Promise<void> {
  const promoted = await promotedBundle({ bucket, commit });
  if (promoted?.digest === built) return;
  const short = commit.slice(0, 8);
  throw new GitenvError(
    'BUNDLE_DIFFERS',
    promoted
      ? `The build of this release says ${shortDigest(built)}, and the bundle of ${short} that was promoted to ${environment} is ${shortDigest(promoted.digest)}`
      : `${environment} deploys only what was promoted to it, and no bundle of ${short} was`,
    { hint: `gitenv push ${environment} ${commit}` },
  );
}

function isDenied(error: unknown): boolean {
  return ['AccessDenied', 'AccessDeniedException'].includes(failureName(error));
}

function sayDenied({ say, environment }: Job, what: string): void {
  say(
    `The role of this build may not ask CodePipeline ${what}. Upgrade the environment: gitenv init ${environment}`,
  );
}
