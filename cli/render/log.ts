import type { ReleaseLine } from '../../lib/follow/logs';
import { readable } from '../../lib/release/following/log-lines';
import type { Colors } from '../terminal/output';
import { printableLine } from './text';

/** What the log of a release is rendered for. */
export interface LogView {
  /** As CodeBuild has it, with its own bookkeeping. */
  readonly isRaw: boolean;
  /** True where a terminal would obey what stands in the log. */
  readonly isOnTerminal: boolean;
  readonly colors: Colors;
}

/**
 * Renders a release's log line by line: a heading for each stage, its commands after a `$`, and what they printed, as
 * the live view shows it.
 * @returns for a line of the log the lines to show; none for CodeBuild's bookkeeping
 */
export function logRenderer({ isRaw, isOnTerminal, colors }: LogView) {
  let current: string | undefined;
  const safe = (text: string) => (isOnTerminal ? printableLine(text) : text);
  return ({ stage, text }: Pick<ReleaseLine, 'stage' | 'text'>): string[] => {
    if (isRaw) return [safe(text)];
    const said = readable(text);
    if (said === undefined) return [];
    const heading = stage === current ? [] : [colors.bold(`— ${safe(stage)} —`)];
    current = stage;
    return [...heading, said.startsWith('$ ') ? colors.dim(safe(said)) : safe(said)];
  };
}
