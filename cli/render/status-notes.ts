import type { GitenvError } from '../../lib/errors';
import type { FailedCommit, HeldCommit } from '../../lib/inspect/standing';
import type { EnvironmentStatus } from '../../lib/inspect/status';
import { nameOfCaller } from '../../lib/release/caller';
import { describeFailed } from '../../lib/release/condition';
import { describeHeldIn } from '../../lib/release/following/follow';
import { describeClosed, describeLock } from '../../lib/release/lock/closed';
import { ago } from '../../lib/release/moment';
import { describeUnprotected } from '../../lib/release/protection';
import { notVerified } from '../../lib/release/state/words';
import { shortCommit } from '../../lib/release/wording';
import type { View } from './table';
import { printable } from './text';

/** What is to be known of an environment below the table, a line each. */
export function notesOf(status: EnvironmentStatus, view: View): string[] {
  const { environment, error } = status;
  if (error) return wayOut(error, environment, view);
  return [
    ...lockNotes(status, view),
    ...status.onItsWay.flatMap((release) => wayNotes(release, environment, view)),
    ...rolledBackNotes(status, view),
    ...driftNotes(status, view),
    ...protectionNotes(status, view),
    ...failureNotes(status, view),
    ...reviewNotes(status, view),
  ];
}

function lockNotes({ environment, closed, lockToCome }: EnvironmentStatus, { colors }: View) {
  const notes: string[] = [];
  if (closed)
    notes.push(
      `${colors.yellow('locked:')} ${environment} is ${printable(describeClosed(closed))}`,
    );
  if (closed && 'isOverdue' in closed && closed.isOverdue)
    notes.push(`${colors.yellow('hint:')} gitenv unlock ${environment}`);
  if (lockToCome)
    notes.push(`${colors.yellow('lock:')} ${environment} ${printable(describeLock(lockToCome))}`);
  return notes;
}

function reviewNotes({ environment, unreviewed = [] }: EnvironmentStatus, { colors, now }: View) {
  return unreviewed.flatMap(({ commit, reason, at, pushedBy }) => {
    const who = pushedBy === undefined ? '' : ` by ${nameOfCaller(pushedBy)}`;
    const what = `${shortCommit(commit)} passed the gate of ${environment} for a reason alone, ${ago(at, now)}${who}`;
    return [
      `${colors.yellow('review:')} ${printable(`${what}: ${reason}`)}`,
      `${colors.yellow('hint:')} gitenv acknowledge ${environment} ${shortCommit(commit)} --review 'what you found'`,
    ];
  });
}

function wayOut({ advice, hint }: GitenvError, environment: string, { colors }: View): string[] {
  const lines = hint?.split('\n') ?? [];
  return [
    ...(advice === undefined ? [] : [`${environment}: ${printable(advice)}`]),
    ...lines.map((line) => `${colors.yellow('hint:')} ${printable(line)}`),
  ];
}

function wayNotes(
  { commit, heldBy, waitsFor }: EnvironmentStatus['onItsWay'][number],
  environment: string,
  { colors }: View,
): string[] {
  const short = shortCommit(commit);
  return [
    ...(waitsFor === 'approval'
      ? [
          `${environment}: ${short} waits for approval. gitenv approve shows what it brings, and asks.`,
          `${colors.yellow('hint:')} gitenv approve ${environment} ${short}`,
        ]
      : []),
    ...(heldBy
      ? [
          `${colors.yellow('held:')} ${environment}: ${short}: ${printable(describeHeldIn(heldBy, environment))}`,
        ]
      : []),
  ];
}

/** So many of the older ones are named. */
const namedOlder = 3;

/** What was rolled back to what the branch is at now is told first; what was so before is held as well, and told in fewer words. */
function rolledBackNotes({ environment, held, wanted }: EnvironmentStatus, view: View): string[] {
  const isFresh = ({ rolledBackTo }: HeldCommit) =>
    rolledBackTo !== undefined && rolledBackTo === wanted?.commit;
  const older = held.filter((one) => !isFresh(one)).map(({ commit }) => shortCommit(commit));
  const more = older.length - namedOlder;
  const named = older.slice(0, namedOlder).join(', ');
  const rest =
    older.length === 0
      ? []
      : [
          view.colors.dim(
            `held: ${environment}: ${named}${more > 0 ? ` and ${more} more` : ''}, rolled back before, ${older.length === 1 ? 'is' : 'are'} not released there again without a reason either`,
          ),
        ];
  const fresh = held.filter(isFresh).map(({ commit, subject, at }) => {
    const what = `${shortCommit(commit)}${subject && ` "${printable(subject)}"`}`;
    const when = ago(at, view.now);
    return `${view.colors.yellow('rolled back:')} ${environment}: ${what} was, ${when}; it is not released there again without a reason`;
  });
  return [...fresh, ...rest];
}

function driftNotes({ environment, drift }: EnvironmentStatus, { colors, now }: View): string[] {
  if (!drift || drift.count === 0) return [];
  const count = `${drift.count} ${drift.count === 1 ? 'thing is' : 'things are'}`;
  const what = `${count} not as ${shortCommit(drift.commit)} says in ${environment}`;
  return [
    `${colors.yellow('drift:')} ${what}, compared ${ago(drift.comparedAt, now)}; gitenv drift ${environment} says what`,
  ];
}

function protectionNotes({ environment, protection }: EnvironmentStatus, { colors }: View) {
  if (!protection) return [];
  const hint = `${colors.yellow('hint:')} ${protection.wayOn}`;
  const what = colors.dim(`${environment}: ${describeUnprotected(protection)}`);
  return protection.wayOn === undefined ? [what] : [what, hint];
}

const endings: Readonly<Record<string, string>> = {
  Stopped: 'was stopped',
  Cancelled: 'was cancelled, because the pipeline was changed',
};

/** How the release ended that is why the branch's tip does not run. */
function endedLine({ status, commit, condition }: FailedCommit, name: string, view: View): string {
  const ending = endings[status] ?? 'failed';
  const why = condition
    ? `: ${printable(describeFailed(condition))}`
    : status === 'Failed'
      ? '; its log says why'
      : '';
  const { colors } = view;
  const sign = status === 'Failed' ? colors.red('failed:') : colors.yellow('ended:');
  return `${sign} ${name}: the release of ${shortCommit(commit)} ${ending}${why}`;
}

/** Why what should run does not, and the one command that brings it. */
function failureNotes(
  { environment, failed, wayOn, unverified, partial }: EnvironmentStatus,
  view: View,
): string[] {
  const { colors } = view;
  const hint = (text: string) => `${colors.yellow('hint:')} ${text}`;
  return [
    ...(failed ? [endedLine(failed, environment, view)] : []),
    ...(failed?.status === 'Failed' && !failed.condition
      ? [hint(`gitenv logs ${environment}`)]
      : []),
    ...(wayOn === undefined
      ? []
      : [
          unverified && !partial && unverified.release === failed?.release
            ? `${environment} runs what ${notVerified(unverified)}: it is promoted nowhere, and no rollback goes to it.`
            : `${environment} does not run what should run there.`,
          hint(wayOn),
        ]),
  ];
}
