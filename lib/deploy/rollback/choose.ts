import { clockOffset } from '../../aws/account/clock';
import { GitenvError } from '../../errors';
import { awaitRelease } from '../../follow/await-release';
import type { GitPlace } from '../../git/run';
import type { Progress } from '../../release/following/progress';
import { isOver, type Release } from '../../release/release';
import { chooseRollback, lastRollback } from '../../release/state/rollback-choice';
import { shortCommit } from '../../release/wording';
import { lookAt, type SeenEnvironment, wholeHistory } from '../../target/evidence';
import type { OpenEnvironment } from '../../target/open-environment';
import { commitAmong } from '../../target/released-commit';
import { rollingBack } from './rolling-back';

/** How a rollback comes about. */
export type RollbackWay = {
  /** The success that is gone back to. */
  readonly to: Release;
} & (
  | { readonly kind: 'move' }
  /** The branch is there already, and its release came to nothing, or never began. */
  | { readonly kind: 'again'; readonly failed: Release | undefined }
  /** Somebody else's release of it is on its way. */
  | { readonly kind: 'join'; readonly underWay: Release }
);

/** What is asked for. */
export interface WayWish {
  /** What names the commit to go back to. */
  readonly to: string | undefined;
  /** Go on from a rollback that is under way or has just ended. */
  readonly further: boolean;
  /** What is in the way is ended, so that a rollback that is under way is joined. */
  readonly now: boolean;
  /** How far AWS's clock is ahead in ms, if that was asked. */
  readonly clock: Promise<number> | undefined;
}

/** So long a release is waited for whose branch was moved a moment ago, in ms. */
const patience = 30_000;

/**
 * @throws GitenvError ROLLING_BACK if somebody is going back, or has just gone; NOTHING_TO_ROLL_BACK_TO
 */
export async function chooseWay(
  open: OpenEnvironment,
  known: SeenEnvironment,
  wish: WayWish,
  place: GitPlace,
  progress: Pick<Progress, 'say'>,
): Promise<RollbackWay> {
  if (wish.to !== undefined) return wayTo(open, known, wish.to, wish, place);
  const { state, evidence } = known;
  const { releases, actions } = evidence;
  const now = new Date(Date.now() + (await (wish.clock ?? clockOffset(open.account))));
  const choice = chooseRollback(state, releases, actions, { now, further: wish.further });
  switch (choice.kind) {
    case 'back':
      return { kind: 'move', to: choice.to };
    case 'again':
      return { kind: 'again', to: successOf(releases, choice.failed), failed: choice.failed };
    case 'known':
      return joinOrRefuse(open, known, choice.rollback, wish);
    case 'begun':
      return awaitBegun(open, known, choice.to, wish, progress);
    case 'nothing':
      throw nothing(open.environment.name, evidence.tip);
  }
}

async function joinOrRefuse(
  open: OpenEnvironment,
  known: SeenEnvironment,
  release: Release,
  { now }: WayWish,
): Promise<RollbackWay> {
  if (!now || isOver(release.status)) throw await rollingBack(open, known, release);
  return { kind: 'join', to: successOf(known.evidence.releases, release), underWay: release };
}

/** The branch has moved and its release has not begun, which takes AWS a moment. */
async function awaitBegun(
  open: OpenEnvironment,
  { evidence }: SeenEnvironment,
  to: Release,
  wish: WayWish,
  { say }: Pick<Progress, 'say'>,
): Promise<RollbackWay> {
  const { name } = open.environment;
  const { commit = '' } = to;
  say(
    `${name}: somebody has put ${shortCommit(commit)} back; waiting for the release of that to begin`,
  );
  const before = new Set(evidence.releases.map(({ id }) => id));
  const release = await awaitRelease(open, commit, before, patience);
  if (!release) return { kind: 'again', to, failed: undefined };
  return joinOrRefuse(open, await lookAt(open, { most: wholeHistory }), release, wish);
}

/** The way to a commit that was named. */
async function wayTo(
  open: OpenEnvironment,
  known: SeenEnvironment,
  spec: string,
  wish: WayWish,
  place: GitPlace,
): Promise<RollbackWay> {
  const { evidence, state } = known;
  const { name } = open.environment;
  const { releases, tip } = evidence;
  const commit = await commitAmong(releases, spec, place);
  const isIt = (it: Release) => it.commit === commit;
  const to = releases.find((it) => isIt(it) && it.status === 'Succeeded');
  if (!to) {
    throw new GitenvError(
      'NOTHING_TO_ROLL_BACK_TO',
      `${name} has never released ${shortCommit(commit)} successfully`,
      { hint: `gitenv history ${name}` },
    );
  }
  if (commit !== tip) return { kind: 'move', to };
  const underWay = releases.find((it) => isIt(it) && !isOver(it.status));
  const isRunning = !state.partial && state.running?.release.commit === commit;
  // A release of what runs, such as a repair, is no way back, and nobody approves it as one.
  const isWayBack = underWay && lastRollback(releases, tip)?.id === underWay.id;
  if (underWay && (isWayBack || !isRunning)) return joinOrRefuse(open, known, underWay, wish);
  if (isRunning) throw isThere(name, commit);
  const [newest] = releases;
  return { kind: 'again', to, failed: newest && isIt(newest) ? newest : undefined };
}

function isThere(name: string, commit: string): GitenvError {
  const short = shortCommit(commit);
  return new GitenvError('NOTHING_TO_ROLL_BACK_TO', `${name} is at ${short} already`, {
    advice: 'To release it again, push it.',
    hint: `gitenv push ${name} ${short}`,
  });
}

function nothing(name: string, tip: string | undefined): GitenvError {
  const what =
    tip === undefined ? 'any release' : `a successful release before ${shortCommit(tip)}`;
  return new GitenvError('NOTHING_TO_ROLL_BACK_TO', `${name} has not had ${what}`, {
    hint: `gitenv history ${name}`,
  });
}

/** The success of the same commit, which is why it may be gone back to. */
function successOf(releases: readonly Release[], { commit, ...release }: Release): Release {
  const found = releases.find((it) => it.commit === commit && it.status === 'Succeeded');
  return found ?? { ...release, commit };
}
