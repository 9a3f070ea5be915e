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
