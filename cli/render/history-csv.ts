import { csvLine } from '../../lib/audit/csv';
import type { History } from '../../lib/inspect/history';
import { printable } from './text';

const columns = [
  ...['release', 'status', 'commit', 'subject', 'pushed by', 'started', 'ended'],
  ...['rollback', 'rolled back', 'answer', 'answered by', 'comment', 'overrides', 'reason'],
];

/** A history as a table for a spreadsheet: a line a release, newest first. */
export function renderHistoryAsCsv({ releases }: Pick<History, 'releases'>): string {
  const rows = releases.map(({ verdict, reason, ...release }) =>
    csvLine([
      ...[release.id, release.status, release.commit, printable(release.subject)],
      ...[release.pushedBy, release.startedAt.toISOString(), release.updatedAt.toISOString()],
      ...[release.isRollback, release.isRolledBack, verdict?.answer, verdict?.by],
      ...[
        printable(verdict?.comment ?? ''),
        reason?.guards.join(' '),
        printable(reason?.text ?? ''),
      ],
    ]),
  );
  return [csvLine(columns), ...rows].join('').trimEnd();
}
