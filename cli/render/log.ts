import type { ReleaseLine } from '../../lib/follow/logs';
import { readable } from '../../lib/release/following/log-lines';
import type { Colors } from '../terminal/output';
import { printableLine } from './text';

/** What the log of a release is rendered for. */
export interface LogView {
  /** As CodeBuild has it, with its own bookkeeping, and with what would steer a terminal unless it goes to one. */
  readonly isRaw: boolean;
  readonly isOnTerminal: boolean;
  readonly colors: Colors;
}

/**
 * Renders a release's log line by line: a heading for each action and each attempt of it, its commands after a `$`, and what they printed, as
 * the live view shows it.
 * @returns for a line of the log the lines to show; none for CodeBuild's bookkeeping
 */
export function logRenderer({ isRaw, isOnTerminal, colors }: LogView) {
  let current: string | undefined;
  const safe = (text: string) => (isRaw && !isOnTerminal ? text : printableLine(text));
  return ({ action, attempt, text }: Omit<ReleaseLine, 'time' | 'stage'>): string[] => {
    if (isRaw) return [safe(text)];
    const said = readable(text);
    if (said === undefined) return [];
    const title = attempt === 1 ? safe(action) : `${safe(action)}, attempt ${attempt}`;
    const heading = title === current ? [] : [colors.bold(`— ${title} —`)];
    current = title;
    return [...heading, said.startsWith('$ ') ? colors.dim(safe(said)) : safe(said)];
  };
}
