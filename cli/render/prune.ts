import type { PruneSummary } from '../../lib/prune/summary';
import { countOf, inBytes } from '../../lib/release/wording';
import type { Colors } from '../terminal/output';
import { renderTable } from './table';
import { printable } from './text';

/** What would be deleted, before anybody is asked. */
export function renderPrunable(summary: PruneSummary, colors: Colors): string {
  const { environment, kept, rows } = summary;
  const keeps = `${environment} keeps what ${kept} ${kept === 1 ? 'commit needs' : 'commits need'}.`;
  if (rows.length === 0)
    return [keeps, 'There is nothing to delete.', ...notes(summary)].join('\n');
  return [`${keeps} Nothing needs this:`, table(summary, colors), ...notes(summary)].join('\n');
}

/** @param command that deletes it, if nobody was there to be asked */
export function renderPruned(summary: PruneSummary, command: string | undefined): string {
  if (command !== undefined) return `Nothing was deleted. To delete it: ${command}`;
  const { environment, rows, bytes } = summary;
  if (rows.length === 0)
    return `${environment}: nothing was deleted, because all of it is needed by now.`;
  const counts = new Map<string, number>();
  for (const { kind, count } of rows) counts.set(kind, (counts.get(kind) ?? 0) + count);
  const what = [...counts].map(([kind, count]) => countOf(count, kind)).join(', ');
  return `${environment}: deleted ${what} (${inBytes(bytes)}).`;
}

function table({ rows, bytes }: PruneSummary, colors: Colors): string {
  const cells = rows.map(({ kind, count, bytes: own, place }) => [
    kind,
    String(count),
    inBytes(own),
    printable(place),
  ]);
  const all = ['in all', '', inBytes(bytes), ''];
  return renderTable(['what', 'how many', 'size', 'in'], [...cells, all], colors);
}

function notes({ stays, keepsVersions, rows }: PruneSummary): string[] {
  const images = rows.some(({ kind }) => kind === 'images')
    ? ['Images share layers, so that deleting them may free less.']
    : [];
  const versions = keepsVersions.map(
    (bucket) =>
      `${printable(bucket)} keeps versions: what is deleted stays there as old versions, which cost as before until they are deleted too.`,
  );
  return [...images, ...versions, ...stays.map(printable)];
}
