import type { KitSummary } from '../../lib/setup/kits/kit';
import { cutToColumns } from '../terminal/width';

export function renderKits(kits: readonly KitSummary[], columns: number | undefined): string {
  const width = Math.max(0, ...kits.map(({ name }) => name.length));
  return kits
    .map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`)
    .map((line) => (columns === undefined ? line : cutToColumns(line, columns)))
    .join('\n');
}
