import type { Step } from '../config/path';
import { GitenvError } from '../errors';
import { subjectOf } from '../git/history';
import { git } from '../git/run';
import { differenceBetween, type ReleaseDifference, runsIn } from '../inspect/diff';
import type { Progress } from '../release/following/progress';
import { describeRuns } from '../release/state/words';
import { shortCommit } from '../release/wording';
import { lookAt, type SeenEnvironment } from '../target/evidence';
import {
  type ClosedEnvironment,
  lookedAtFor,
  type OpenEnvironment,
  openEnvironment,
  recorded,
  whileRecorded,
} from '../target/open-environment';
import { type TestedBundle, testedBundle } from './bundle/bring-bundle';
import { joinUnderWay } from './join';
import type { Deployed, Move } from './move/move';
import { askGuards } from './move/questions/questions';
import { again, promoting, release } from './move/ways';
import type { ReleaseOptions } from './push';

/** What became of one step. */
export interface Promotion {
  readonly environment: string;
  readonly upstream: string;
  readonly commit: string;
  readonly subject: string;
  /** False where the environment has it already. */
  readonly isNew: boolean;
  /** What the release brought; undefined where nothing moved. */
  readonly difference: ReleaseDifference | undefined;
  readonly deployed: Deployed | undefined;
}

export interface PromoteOptions extends ReleaseOptions {
  /** Told what a step brings, before anything moves. */
  readonly onDifference: (difference: ReleaseDifference) => void;
}

/**
 * Takes what runs successfully in the first step's upstream down the path, an environment after the other, while each
 * release succeeds.
 * @throws GitenvError as `push` does; from the second step on it says how far the promotion came
 */
export async function promote(
  steps: readonly Step[],
  options: PromoteOptions,
  progress: Progress,
): Promise<Promotion[]> {
  const done: Promotion[] = [];
  for (const step of steps) {
    try {
      done.push(await promoteOnce(step, done.at(-1), options, progress));
    } catch (error) {
      throw error instanceof GitenvError ? withProgress(error, steps, done) : error;
    }
  }
  return done;
}

async function promoteOnce(
  step: Step,
  before: Promotion | undefined,
  options: PromoteOptions,
  progress: Progress,
): Promise<Promotion> {
  const { open, above, upstream, here, there } = await lookAtStep(step, before, options);
  // What the step before put there, whatever somebody else has done meanwhile.
  const commit = there ? runsIn(above, there) : (before?.commit ?? '');
  if (there?.state.partial)
    progress.say(
      `${step.upstream.name}: ${describeRuns(there.state)}; promoting ${shortCommit(commit)}`,
    );
  const seen = { own: here, upstream: there };
  const move: Move = { ...options, open, upstream, commit, seen, spelling: 'gitenv' };
  const { state } = here;
  const isThere = state.running?.release.commit === commit && state.partial === undefined;
  if (!isThere && state.wanted === commit) {
    const deployed =
      (await joinUnderWay(move, progress, here)) ?? (await release(again, move, progress));
    return promotionOf(step, commit, options, { isNew: true, deployed });
  }
  const questions = askGuards(move, progress);
  questions.look.begin(commit);
  const tested = lookForTested(move);
  const difference = await differenceBetween(open, state, commit, above, options.place);
  if (difference.direction === 'none' || difference.direction === 'rollback')
    return promotionOf(step, commit, options, { isNew: false, difference });
  options.onDifference(difference);
  const deployed = await release(promoting, { ...move, questions, tested }, progress);
  return promotionOf(step, commit, options, { isNew: true, difference, deployed });
}

/** Looks while git compares the commits. Undefined if nothing is to be brought, or what is here is to be kept. */
function lookForTested({
  open,
  upstream,
  commit,
  override,
  seen,
}: Move): Promise<TestedBundle> | undefined {
  const isKept = override.guards.includes('skip-upstream');
  if (!upstream || isKept || open.environment.bundles === 'rebuild') return undefined;
  const tested = upstream
    .open()
    .then((above) => testedBundle({ commit, upstream: above, open, seen: seen?.upstream }));
  // The step that brings it hears of a failure.
  tested.catch(() => undefined);
  return tested;
}

/** What is known of a step before anything is decided. */
interface SeenStep {
  readonly open: OpenEnvironment;
  /** The environment before, as it is looked at. */
  readonly above: OpenEnvironment;
  /** The same for what cannot do without it. */
  readonly upstream: ClosedEnvironment;
  readonly here: SeenEnvironment;
  /** Undefined if the step before has just released there. */
  readonly there: SeenEnvironment | undefined;
}

/** Asks for everything at the same time. */
async function lookAtStep(
  { environment, upstream }: Step,
  before: Promotion | undefined,
  { patienceMs }: PromoteOptions,
): Promise<SeenStep> {
  const [open, patient] = await Promise.all([
    openEnvironment(environment),
    openEnvironment(upstream),
  ]);
  const above = lookedAtFor(patient, patienceMs);
  // Bringing the bundle hears why a bucket cannot be told.
  if (environment.bundles !== 'rebuild')
    for (const it of [open, patient]) it.bucket().catch(() => undefined);
  const [here, there] = await Promise.all([
    whileRecorded(open, lookAt),
    before?.isNew ? recorded(above).then(() => undefined) : whileRecorded(above, lookAt),
  ]);
  const known = { ...patient, cloneUrl: () => above.cloneUrl() };
  return {
    open,
    above,
    upstream: { name: upstream.name, open: async () => known },
    here,
    there,
  };
}

async function promotionOf(
  { environment, upstream }: Step,
  commit: string,
  { place }: PromoteOptions,
  outcome: { isNew: boolean; difference?: ReleaseDifference; deployed?: Deployed },
): Promise<Promotion> {
  const subject = (await git(subjectOf(commit), place)) ?? '';
  const { isNew, difference, deployed } = outcome;
  const known = { environment: environment.name, upstream: upstream.name, commit, subject };
  return { ...known, isNew, difference, deployed };
}

/** Adds how far it came, and how to go on from there. */
function withProgress(
  error: GitenvError,
  steps: readonly Step[],
  done: readonly Promotion[],
): GitenvError {
  const [stopped, last] = [steps[done.length], steps.at(-1)];
  const reached = done.at(-1);
  if (!reached || !stopped || !last) return error;
  const rest = stopped === last ? '' : ` --through ${last.environment.name}`;
  const resume = `gitenv promote ${stopped.environment.name}${rest}`;
  return error.with({
    further: `The promotion came as far as ${reached.environment}, which has ${shortCommit(reached.commit)}. ${resume} goes on with it.`,
    hint: error.hint === undefined ? resume : `${error.hint}\n${resume}`,
  });
}
