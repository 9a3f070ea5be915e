import type { ChangedValues } from '../../lib/inspect/changed-values';
import { momentOf } from '../../lib/release/moment';
import { printable } from './text';

/** Values that stay as they are, though the commit was released with others. Nothing if none was changed. */
export function changedValueLines({ since, changed, unknown }: ChangedValues): string[] {
  if (unknown !== undefined)
    return [`  Cannot tell which values of the configuration have changed: ${printable(unknown)}.`];
  if (changed.length === 0) return [];
  const lines = changed.map(({ name, kind, reference, changedAt, version }) => {
    const which = version === undefined ? '' : `version ${printable(version)}, `;
    return `    ${name} (${kind} ${printable(reference)}): ${which}changed ${momentOf(changedAt)}`;
  });
  return [
    `  Not brought back: values that were changed since it was released (${momentOf(since)}):`,
    ...lines,
  ];
}
