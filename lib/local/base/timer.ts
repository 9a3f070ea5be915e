import type { Context } from './context';

/** Longest delay a timer takes; what is due later is set again then. */
const longest = 2 ** 31 - 1;

/** One timer, for the next thing that is due; none while nothing is. */
export class Timer {
  private stop = (): void => undefined;

  set(context: Context, at: string | undefined, ring: () => void): void {
    this.stop();
    this.stop = () => undefined;
    if (at === undefined) return;
    const delay = Math.min(Math.max(Date.parse(at) - context.now().getTime(), 0), longest);
    this.stop = context.later(delay, ring);
  }
}
