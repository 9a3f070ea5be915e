import { shortCommit } from '../../lib/release/follow';
import { nameOfCaller } from '../../lib/release/guard';
import type { RollbackPlan } from '../../lib/remote/rollback';
import type { Colors } from '../output';

const shown = 10;

/** What a rollback is about to do, and what it is not. */
export function renderPlan(plan: RollbackPlan, colors: Colors): string {
  const { environment, from, to, release, underWay } = plan;
  const when = release.updatedAt.toISOString().slice(0, 16).replace('T', ' ');
  const by = release.pushedBy === undefined ? '' : ` by ${nameOfCaller(release.pushedBy)}`;
  return [
    `${colors.bold(environment)}: roll back`,
    `  from ${shortCommit(from.commit)} "${from.subject}"`,
    `  to   ${shortCommit(to.commit)} "${to.subject}", released ${when} UTC${by}`,
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
    .map(({ commit, subject, author }) => `    ${shortCommit(commit)} ${subject} (${author})`);
  const rest = undone.length > shown ? [`    and ${undone.length - shown} more`] : [];
  return [`  Undoes ${undone.length} commit${undone.length === 1 ? '' : 's'}:`, ...list, ...rest];
}
