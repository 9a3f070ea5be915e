import { refusalsIn } from '../../lib/guard/gate';
import type { Explained } from '../../lib/inspect/guarded/explain';
import { shortCommit } from '../../lib/release/wording';
import type { View } from './table';
import { printable } from './text';

/** Every rule with the fact that decides, what becomes of the release, and the command that gets further. */
export function renderGate(explained: Explained, { colors }: Pick<View, 'colors'>): string {
  const { answers, environment, commit, mode } = explained;
  const width = Math.max(...answers.map(({ rule }) => rule.length));
  const lines = answers.map(({ rule, verdict, fact }) => {
    const mark = verdict === 'passes' ? colors.green('yes') : colors.red('no ');
    return `${mark}  ${rule.padEnd(width)}  ${printable(fact)}`;
  });
  const what = shortCommit(commit);
  const [first] = refusalsIn(explained);
  if (!first) return [...lines, '', `${environment} would let ${what} pass.`].join('\n');
  const then = mode === 'warn' ? 'would tell that it refuses' : 'would refuse';
  const next = first.command === undefined ? [] : [`next: ${first.command}`];
  return [...lines, '', `${environment} ${then} ${what}.`, ...next].join('\n');
}
