import type { KitSummary } from '../../lib/setup/kits/kit';
import { wrapToColumns } from '../terminal/width';

/** A name and what it is for; on a terminal the text goes on below itself, and nothing is cut. */
export function renderKits(kits: readonly KitSummary[], columns: number | undefined): string {
  const width = Math.max(0, ...kits.map(({ name }) => name.length)) + 2;
  return kits
    .flatMap(({ name, summary }) => {
      const lines = columns === undefined ? [summary] : wrapToColumns(summary, columns - width);
      return lines.map((line, index) => `${(index === 0 ? name : '').padEnd(width)}${line}`);
    })
    .join('\n');
}
