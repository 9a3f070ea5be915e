import { type ErrorCode, GitenvError } from '../errors';

const shortest = 150;
const longest = 2000;

/** Waits between looks at something that changes: short after a change, longer the longer nothing happens. */
export class Pause {
  private next = shortest;

  /** Something happened: look again soon. */
  reset(): void {
    this.next = shortest;
  }

  async wait(): Promise<void> {
    const now = this.next;
    this.next = Math.min(now * 1.3, longest);
    await new Promise((resolve) => setTimeout(resolve, now));
  }
}

const patience = 8;
const passing: ReadonlySet<ErrorCode> = new Set(['THROTTLED', 'UNREACHABLE']);

/** A look that cannot be taken now is taken again: what is looked at does not depend on us. */
export async function patiently<T>(look: () => Promise<T>, pause: Pause): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await look();
    } catch (error) {
      const passes = error instanceof GitenvError && passing.has(error.code);
      if (!passes || attempt === patience) throw error;
      await pause.wait();
    }
  }
}
