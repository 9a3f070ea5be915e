import type { Account } from '../../aws/account/account';
import { branchTip, commitSubject } from '../../aws/codecommit/repository';
import { listReleases } from '../../aws/pipeline/pipeline';
import { getStages } from '../../aws/pipeline/pipeline-state';
import type { StackPlan } from '../../aws/stack/stack';
import type { Config } from '../../config/config';
import { defaultBranch, namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { isGreeting, isOver, type Release } from '../../release/release';
import { type OnItsWay, onItsWay } from '../../release/state/on-its-way';
import { shortCommit } from '../../release/wording';

/** What may change an environment's pipeline. */
export interface PipelinePlan {
  readonly environment: string;
  readonly account: Account;
  readonly config: Config;
  /** Undefined where the stack stays as it is. */
  readonly plan: StackPlan | undefined;
  /** Whether the repository that commits are released from is there already. */
  readonly hasRepository: boolean;
}

/** A commit by its id and the first line of its message, which is empty where it is not known. */
export interface CommitAtTip {
  readonly commit: string;
  readonly subject: string;
}

/** What a plan does to an environment's releases as soon as it is carried out. */
export interface Effect {
  readonly environment: string;
  /** What the new pipeline releases by itself, because the repository has it already. */
  readonly starts: CommitAtTip | undefined;
  /** Releases that the change of the pipeline stops. */
  readonly stops: readonly OnItsWay[];
}

const pipelineType = 'AWS::CodePipeline::Pipeline';
const searched = 100;

/** Whether a pipeline is new then. AWS starts a new one at once (`CreatePipeline`). */
export function makesPipeline({ plan }: Pick<PipelinePlan, 'plan'>): boolean {
  return pipelinesOf(plan).some(
    ({ action, replacement }) => action === 'Add' || replacement === 'True',
  );
}

/** Whether a pipeline that is there changes or goes. UpdatePipeline stops what is on its way. */
function touchesPipeline(plan: PipelinePlan['plan']): boolean {
  return pipelinesOf(plan).some(({ action }) => action !== 'Add');
}

function pipelinesOf(plan: PipelinePlan['plan']) {
  return (plan?.changes ?? []).filter(({ type }) => type === pipelineType);
}

/** @throws GitenvError USAGE where no pipeline is new */
export function refuseToHoldNothing(stacks: readonly PipelinePlan[]): void {
  if (stacks.some(makesPipeline)) return;
  throw new GitenvError(
    'USAGE',
    '--hold is for a new pipeline, and all of these are there already',
    {
      changed: 'nothing',
      hint: `gitenv lock ${stacks[0]?.environment} --reason '…' --for 4h`,
    },
  );
}

/** Looks what a plan would do now; asks nothing where it leaves the pipeline as it is. */
export async function effectOf(planned: PipelinePlan): Promise<Effect> {
  const { environment, plan } = planned;
  const [starts, stops] = await Promise.all([
    makesPipeline(planned) ? commitThere(planned) : undefined,
    touchesPipeline(plan) ? releasesOnTheirWay(planned) : [],
  ]);
  return { environment, starts, stops };
}

async function commitThere(planned: PipelinePlan): Promise<CommitAtTip | undefined> {
  const commit = await tipOf(planned);
  if (commit === undefined) return undefined;
  const { repository } = namesOf(planned.config.application);
  return { commit, subject: await commitSubject(planned.account, repository, commit) };
}

async function tipOf({
  account,
  config,
  hasRepository,
}: PipelinePlan): Promise<string | undefined> {
  if (!hasRepository) return undefined;
  const { repository } = namesOf(config.application);
  return branchTip(account, repository, config.branch ?? defaultBranch);
}

async function releasesOnTheirWay(planned: PipelinePlan): Promise<OnItsWay[]> {
  const { account, config } = planned;
  const { pipeline } = namesOf(config.application);
  try {
    const found = await unfinished(account, pipeline);
    // With nothing to release, the run that AWS greets a new pipeline with stops by itself.
    const hasTip = !found.some(isGreeting) || (await tipOf(planned)) !== undefined;
    const stopped = hasTip ? found : found.filter((release) => !isGreeting(release));
    return stopped.length === 0 ? [] : onItsWay(stopped, await getStages(account, pipeline));
  } catch (error) {
    // Somebody deleted the pipeline by hand: nothing is on its way in it.
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') return [];
    throw error;
  }
}

/** Newest first. At most 50 executions of a pipeline are on their way at a time, so those looked through are enough. */
async function unfinished(account: Account, pipeline: string): Promise<Release[]> {
  const found: Release[] = [];
  let seen = 0;
  for await (const release of listReleases(account, pipeline)) {
    if (!isOver(release.status)) found.push(release);
    seen += 1;
    if (seen === searched) break;
  }
  return found;
}

/** Whether releases may be stopped, and the command as it was typed. */
interface Asked {
  readonly stopReleases: boolean;
  readonly typed: string;
}

/** @throws GitenvError WOULD_STOP_RELEASE */
export function refuseToStop(
  effects: readonly Effect[],
  { stopReleases: mayStop, typed }: Asked,
): void {
  const stopping = effects.filter(({ stops }) => stops.length > 0);
  if (mayStop || stopping.length === 0) return;
  const which = stopping.map(
    ({ environment, stops }) => `${environment} has ${stops.map(describeWay).join(' and ')}`,
  );
  throw new GitenvError(
    'WOULD_STOP_RELEASE',
    `This changes the pipeline, which stops what is on its way: ${which.join(', and ')}`,
    {
      changed: 'nothing',
      advice: 'Let each of them end, or stop them with --stop-releases.',
      hint: [...stopping.flatMap(waysToEnd), `${typed} --stop-releases`].join('\n'),
    },
  );
}

/** Nobody watches what waits for a person to its end. */
function waysToEnd({ environment, stops }: Effect): string[] {
  const waits = stops.find(({ waitsFor }) => waitsFor === 'approval');
  if (!waits) return [`gitenv watch ${environment}`];
  const short = shortCommit(waits.release.commit);
  return ['approve', 'reject'].map((verb) => `gitenv ${verb} ${environment} ${short}`);
}

/**
 * Whether nothing has come up since somebody was told and agreed. That a release has ended meanwhile does no harm.
 * What is held is released by nobody yet.
 * @throws GitenvError WOULD_STOP_RELEASE, LOST_LEASE
 */
export function refuseNews(
  told: readonly Effect[],
  now: readonly Effect[],
  asked: Asked & { readonly hold: boolean },
): void {
  refuseToStop(now, asked);
  if (asked.hold) return;
  for (const { environment, starts } of now) {
    const known = told.find((one) => one.environment === environment)?.starts;
    if (starts === undefined || starts.commit === known?.commit) continue;
    throw new GitenvError(
      'LOST_LEASE',
      `${environment} would release ${describeCommit(starts)} by now, which was pushed meanwhile`,
      { changed: 'nothing', hint: asked.typed },
    );
  }
}

/** `1a2b3c4d "Subject" in Deploy` */
export function describeWay({ release, stage, waitsFor }: OnItsWay): string {
  const { commit, subject } = release;
  const what =
    commit === undefined ? `the release ${release.id}` : describeCommit({ commit, subject });
  if (stage === undefined) return what;
  if (waitsFor === 'approval') return `${what}, which waits for approval in ${stage}`;
  return waitsFor === undefined ? `${what} in ${stage}` : `${what}, which waits before ${stage}`;
}

/** `1a2b3c4d "Subject"` */
export function describeCommit({ commit, subject }: CommitAtTip): string {
  return `${commit.slice(0, 8)}${subject && ` "${subject}"`}`;
}
