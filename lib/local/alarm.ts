/** Longest delay a timer takes; what is due later is set again then. */
const longest = 2 ** 31 - 1;

/**
 * One timer, for the next thing that is due; none while nothing is. It does not keep the process alive.
 */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;

  set(now: Date, at: string | undefined, ring: () => void): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (at === undefined) return;
    const delay = Math.min(Math.max(Date.parse(at) - now.getTime(), 0), longest);
    this.timer = setTimeout(ring, delay).unref();
  }
}
