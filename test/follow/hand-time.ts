import type { Time } from '../../lib/target/pause';

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/** A time that passes only while everybody who goes by it waits, so that minutes take as long as what is asked in them. */
export class HandTime implements Time {
  private readonly alarms = new Set<Alarm>();
  private ms = Date.parse('2026-11-30T12:00:00Z');
  private waiting = 0;
  private people = 0;

  now(): Date {
    return new Date(this.ms);
  }

  wait(ms: number): Promise<void> {
    this.waiting += 1;
    return new Promise((resolve) => {
      this.at(ms, () => {
        this.waiting -= 1;
        resolve();
      });
    });
  }

  /** Has something happen so many ms from now. */
  at(ms: number, ring: () => void): void {
    this.alarms.add({ due: this.ms + ms, ring });
  }

  /**
   * Lets time pass until all of them have come to their end.
   * @param rest is waited for after each step, so that what it has set going is seen by the next look
   */
  async until<T>(going: readonly Promise<T>[], rest: () => Promise<void>): Promise<T[]> {
    this.people += going.length;
    const ends = going.map((one) =>
      one.finally(() => {
        this.people -= 1;
      }),
    );
    const all = Promise.all(ends);
    all.catch(() => undefined);
    while (this.people > 0) {
      if (this.waiting === this.people) this.step();
      await rest();
    }
    return all;
  }

  private step(): void {
    const [next] = [...this.alarms].sort((one, other) => one.due - other.due);
    if (!next) throw new Error('everybody waits, and nothing is due');
    this.alarms.delete(next);
    this.ms = Math.max(this.ms, next.due);
    next.ring();
  }
}
