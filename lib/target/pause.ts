import { isTransient } from '../aws/call/retry';
import { type ErrorCode, GitenvError } from '../errors';

/** How time passes for whoever looks at something again and again. Tests move it by hand. */
export interface Time {
  now(): Date;
  wait(ms: number): Promise<void>;
}

export const realTime: Time = {
  now: () => new Date(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const shortestMs = 150;
const longestMs = 3000;
/** For so long after a change the pauses stay short: what takes no longer is not waited for longer. */
const freshMs = 1200;
/** Where AWS limits requests, a pause is this often as long at most: half a minute. */
const slowest = 10;

/**
 * Waits between looks at something that changes: short after a change, longer the longer nothing happens, and never
 * short for what is looked at for long already.
 */
export class Pause {
  private still = 0;
  private age = 0;
  private slowed = 1;

  constructor(private readonly time: Time = realTime) {}

  /** Something happened: look again soon. */
  reset(): void {
    this.still = 0;
  }

  /** AWS has had enough. */
  slow(): void {
    this.slowed = Math.min(this.slowed * 2, slowest);
  }

  /** AWS has answered. That it may be asked as often as before is found out little by little. */
  ease(): void {
    this.slowed = Math.max(this.slowed * 0.9, 1);
  }

  /** How long to wait before the next look, in ms. It counts as waited. */
  take(): number {
    const still = Math.max(0, this.still - freshMs);
    const ms = Math.min(shortestMs + still / 4 + this.age / 100, longestMs) * this.slowed;
    this.still += ms;
    this.age += ms;
    // Those who were limited together do not come again together.
    return this.slowed === 1 ? ms : ms * (0.75 + Math.random() / 2);
  }

  wait(): Promise<void> {
    return this.time.wait(this.take());
  }
}

const patience = 8;
const passing: ReadonlySet<ErrorCode> = new Set(['THROTTLED', 'UNREACHABLE']);

/** Whether a look that failed may work the next time. */
export function passes(error: unknown): boolean {
  return error instanceof GitenvError && (passing.has(error.code) || isTransient(error));
}

export function isThrottled(error: unknown): boolean {
  return error instanceof GitenvError && error.code === 'THROTTLED';
}

/**
 * A look that cannot be taken now is taken again: what is looked at does not depend on us. An account whose limit of
 * requests is reached answers again, so that this alone ends no look, however long it lasts.
 */
export async function patiently<T>(look: () => Promise<T>, pause: Pause): Promise<T> {
  for (let failed = 0; ; ) {
    try {
      const seen = await look();
      pause.ease();
      return seen;
    } catch (error) {
      if (isThrottled(error)) pause.slow();
      else if (!passes(error) || ++failed === patience) throw error;
      await pause.wait();
    }
  }
}
