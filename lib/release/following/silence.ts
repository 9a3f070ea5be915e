const firstMs = 20_000;
const laterMs = 60_000;

/**
 * When to break a long silence, so that whoever waits, or a CI job that is ended where nothing is printed, knows that
 * somebody still looks: after 20 seconds, and then every minute.
 */
export class Silence {
  private due: number;

  constructor(private since: Date) {
    this.due = since.getTime() + firstMs;
  }

  /** Something was said. */
  broken(now: Date): void {
    this.since = now;
    this.due = now.getTime() + firstMs;
  }

  /** @returns since when nothing was said, where it is time to say that */
  lasted(now: Date): Date | undefined {
    if (now.getTime() < this.due) return undefined;
    this.due = now.getTime() + laterMs;
    return this.since;
  }
}
