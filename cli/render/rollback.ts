import { shortDigest } from '../../lib/bundle/manifest';
import type { RollbackPlan } from '../../lib/deploy/rollback/plan';
import { momentOf } from '../../lib/release/moment';
import { describePlace } from '../../lib/release/state/cancel-choice';
import type { OnItsWay } from '../../lib/release/state/on-its-way';
import { shortCommit, titleOf } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { caller, printable } from './text';
import { changedValueLines } from './values';

const shown = 10;

/** What a rollback is about to do, and what it is not. */
export function renderRollback(plan: RollbackPlan, colors: Colors): string {
  const { environment, from, to, release } = plan;
  const by = release.pushedBy === undefined ? '' : ` by ${caller(release.pushedBy)}`;
  return [
    `${colors.bold(environment)}: roll back`,
    ...(from.commit === '' ? [] : [`  from ${nameOf(from)}`]),
    `  to   ${nameOf(to)}, released ${momentOf(release.updatedAt)}${by}`,
    ...wayLines(plan),
    ...undoneLines(plan),
    ...aheadLines(plan),
    ...nowLines(plan),
    ...changedValueLines(plan.values),
    '  Not undone: data, database migrations, and what those commits changed elsewhere.',
  ].join('\n');
}

/** A bundle that is not where it was, said before somebody agrees to wait for it. */
export function renderLost({ environment, to }: RollbackPlan, digest: string): string {
  return `  ${environment} has lost the bundle ${shortDigest(digest)} of ${shortCommit(to.commit)}: it comes from another environment that has it, or else the commit is built again.`;
}

/** What is asked before anything is changed. */
export function renderQuestion({ environment, to, way }: RollbackPlan): string {
  const short = shortCommit(to.commit);
  if (way.kind === 'again') return `Try again to roll ${environment} back to ${short}?`;
  if (way.kind === 'join')
    return `End what is in the way of the rollback of ${environment} to ${short}?`;
  return `Roll ${environment} back to ${short}?`;
}

function wayLines({ way, retries }: RollbackPlan): string[] {
  if (way.kind === 'join')
    return [`  Somebody has begun this rollback already: it is joined, and not begun again.`];
  if (way.kind === 'move') return [];
  const { failed } = way;
  const what = failed
    ? `The last rollback to it ${ends[failed.status] ?? 'came to nothing'} (${momentOf(failed.updatedAt)})`
    : 'The branch is there already, but no release of it has begun';
  const how = retries === undefined ? 'it is released once more' : `${retries} is tried again`;
  return [`  ${what}, so ${how}.`];
}

const ends: Readonly<Record<string, string>> = {
  Failed: 'failed',
  Stopped: 'was stopped',
  Superseded: 'was overtaken',
  Cancelled: 'was cancelled',
};

function undoneLines({ undone }: RollbackPlan): string[] {
  if (!undone) return ['  The two have no history in common that this clone knows.'];
  if (undone.length === 0) return ['  No commit is undone: this goes forward.'];
  const list = undone
    .slice(0, shown)
    .map(
      ({ commit, subject, author }) =>
        `    ${shortCommit(commit)} ${printable(subject)} (${printable(author)})`,
    );
  const rest = undone.length > shown ? [`    and ${undone.length - shown} more`] : [];
  return [`  Undoes ${undone.length} commit${undone.length === 1 ? '' : 's'}:`, ...list, ...rest];
}

/** The releases that a rollback meets. In QUEUED mode nothing overtakes; otherwise what only waits is overtaken. */
function aheadLines({ environment, ahead, isQueued, override }: RollbackPlan): string[] {
  const isNow = override.guards.includes('now');
  const first = isNow || isQueued ? ahead : ahead.filter(({ waitsFor }) => waitsFor !== 'stage');
  if (first.length === 0) return isNow ? ['  No release of another commit is on its way.'] : [];
  const count = `${first.length} release${first.length === 1 ? '' : 's'}`;
  const lines = first.slice(0, shown).map(aheadLine);
  const rest = first.length > shown ? [`    and ${first.length - shown} more`] : [];
  if (isNow) return [`  Ends ${count} first:`, ...lines, ...rest];
  return [
    `  Goes after ${count}, which ${first.length === 1 ? 'is' : 'are'} not stopped:`,
    ...lines,
    ...rest,
    `  To end what is before it: gitenv rollback ${environment} --now --reason '…'`,
  ];
}

function aheadLine(one: OnItsWay): string {
  return `    ${printable(titleOf(one.release))}, ${describePlace(one)}`;
}

function nowLines({ override }: RollbackPlan): string[] {
  return override.guards.includes('now')
    ? ['  Passes a lock and a freeze, and approves its own release, if there are any.']
    : [];
}

function nameOf({ commit, subject }: RollbackPlan['to']): string {
  return `${shortCommit(commit)} "${printable(subject)}"`;
}
