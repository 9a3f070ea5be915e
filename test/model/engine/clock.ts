/** Where every story begins: a Monday, inside of the window in which a freeze lets releases pass. */
const start = Date.parse('2026-11-30T12:00:00Z');

interface Alarm {
  readonly due: number;
  readonly ring: () => void;
}

/** The time of a machine whose clock is moved by hand. */
export class Clock {
  private time = start;
  private readonly alarms = new Set<Alarm>();

  /** Every look is a millisecond later, so that no two things happen at the same time. */
  readonly now = (): Date => {
    this.time += 1;
    return new Date(this.time);
  };

  readonly later = (ms: number, ring: () => void): (() => void) => {
    const alarm = { due: this.time + ms, ring };
    this.alarms.add(alarm);
    return () => this.alarms.delete(alarm);
  };

  /** The time without moving it. */
  get present(): number {
    return this.time;
  }

  /** Moves to the next alarm that is due by then, and rings it; to that time, if there is none. @returns whether one rang */
  step(until: number): boolean {
    const [next] = [...this.alarms]
      .filter(({ due }) => due <= until)
      .sort((one, other) => one.due - other.due);
    this.time = Math.max(this.time, next?.due ?? until);
    if (!next) return false;
    this.alarms.delete(next);
    next.ring();
    return true;
  }
}
