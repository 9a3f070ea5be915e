import type { Environment } from '../config/environment';
import { GitenvError } from '../errors';
import { type Ending, type EndOutcome, endRelease } from '../follow/end-release';
import type { GitPlace } from '../git/run';
import type { Release } from '../release/release';
import { type CancelChoice, chooseCancel } from '../release/state/cancel-choice';
import { chooseRollback } from '../release/state/rollback-choice';
import { shortCommit, titleOf } from '../release/wording';
import { lookAgain, lookAt, type SeenEnvironment, wholeHistory } from '../target/evidence';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { commitAmong } from '../target/released-commit';

/** A release that is to be cancelled, and where. */
export interface PlannedCancel extends CancelChoice {
  readonly open: OpenEnvironment;
}

/** What a cancellation ended, and how that leaves the environment. */
export interface CancelledRelease extends EndOutcome {
  readonly release: Release;
  /** Its deploy had begun and did not end, so that the environment may have been changed in part. */
  readonly isPartial: boolean;
  /** The command that gets the environment to a good commit; undefined if it is on its way there, or there already. */
  readonly wayOut: string | undefined;
}

/**
 * Finds the release that is meant.
 * @param spec what names its commit
 * @throws GitenvError NOTHING_WAITS if nothing is on its way; NOT_THE_ONE if the commit is not, naming what is
 */
export async function planCancel(
  environment: Environment,
  spec: string | undefined,
  place: GitPlace,
): Promise<PlannedCancel> {
  const open = await openRepository(environment);
  const { name } = environment;
  const { state, evidence } = await lookAt(open, { most: wholeHistory });
  if (state.onItsWay.length === 0) {
    throw new GitenvError('NOTHING_WAITS', `Nothing is on its way in ${name}`, {
      hint: `gitenv history ${name}`,
    });
  }
  const commit = spec === undefined ? undefined : await commitAmong(evidence.releases, spec, place);
  const choice = chooseCancel(state, evidence.releases, commit);
  if (choice) return { ...choice, open };
  const there = state.onItsWay.map(({ release }) => titleOf(release)).join(', ');
  throw new GitenvError(
    'NOT_THE_ONE',
    `${shortCommit(commit)} is not on its way in ${name}, but ${there}`,
    {
      changed: 'nothing',
      hint: `gitenv cancel ${name} ${shortCommit(state.onItsWay[0]?.release.commit)}`,
    },
  );
}

/** Ends it, and looks how that leaves the environment. */
export async function cancel(
  { open, chosen }: PlannedCancel,
  ending: Ending,
): Promise<CancelledRelease> {
  const ended = await endRelease(open, chosen.release.id, ending);
  const known = await lookAgain(open, { most: wholeHistory });
  const isPartial = known.state.partial?.release.id === chosen.release.id;
  return {
    ...ended,
    release: chosen.release,
    isPartial,
    wayOut: wayOut(open.environment.name, known),
  };
}

function wayOut(name: string, { state, evidence }: SeenEnvironment): string | undefined {
  if (state.isSettled || state.onItsWay.length > 0) return undefined;
  const { releases, actions } = evidence;
  // However long ago somebody went back: the branch is at a good commit then, which is to be released again.
  const choice = chooseRollback(state, releases, actions, { now: new Date(0), further: false });
  switch (choice.kind) {
    case 'nothing':
    case 'known':
      return `gitenv redeploy ${name}`;
    case 'back':
      return `gitenv rollback ${name} puts ${titleOf(choice.to)} back`;
    default:
      return `gitenv rollback ${name} tries again`;
  }
}
