import type { RollbackPlan } from '../../lib/deploy/rollback';
import { momentOf } from '../../lib/release/moment';
import { shortCommit } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { caller, printable } from './text';

const shown = 10;

/** What a rollback is about to do, and what it is not. */
export function renderRollback(plan: RollbackPlan, colors: Colors): string {
  const { environment, from, to, release, underWay } = plan;
  const by = release.pushedBy === undefined ? '' : ` by ${caller(release.pushedBy)}`;
  return [
    `${colors.bold(environment)}: roll back`,
    `  from ${nameOf(from)}`,
    `  to   ${nameOf(to)}, released ${momentOf(release.updatedAt)}${by}`,
    ...undoneLines(plan),
    ...(underWay
      ? [`  The release of ${shortCommit(underWay.commit)} is under way and is not stopped.`]
      : []),
    '  Not undone: data, database migrations, and what those commits changed elsewhere.',
  ].join('\n');
}

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

function nameOf({ commit, subject }: RollbackPlan['to']): string {
  return `${shortCommit(commit)} "${printable(subject)}"`;
}
