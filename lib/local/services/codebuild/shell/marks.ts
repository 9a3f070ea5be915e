const separator = 0x1e;

/** Takes the runner's marks, each the exit status of a command, out of its output. What is output passes on at once and unchanged. */
export class MarkFinder {
  private readonly start: Buffer;
  private kept: Buffer = Buffer.alloc(0);

  constructor(
    token: string,
    private readonly onOutput: (output: Buffer) => void,
    private readonly onStatus: (status: number) => void,
  ) {
    this.start = Buffer.from(`\x1e${token}:`);
  }

  push(chunk: Buffer): void {
    let rest = this.kept.length === 0 ? chunk : Buffer.concat([this.kept, chunk]);
    this.kept = Buffer.alloc(0);
    for (;;) {
      const at = rest.indexOf(this.start);
      const end = at < 0 ? -1 : rest.indexOf(separator, at + this.start.length);
      if (end < 0) break;
      this.output(rest.subarray(0, at));
      this.onStatus(Number(rest.toString('latin1', at + this.start.length, end)));
      rest = rest.subarray(end + 1);
    }
    const unfinished = this.unfinishedMark(rest);
    this.output(rest.subarray(0, unfinished));
    this.kept = Buffer.from(rest.subarray(unfinished));
  }

  private output(part: Buffer): void {
    if (part.length > 0) this.onOutput(part);
  }

  /** Where a mark may have begun whose end has not arrived. */
  private unfinishedMark(rest: Buffer): number {
    const whole = rest.indexOf(this.start);
    if (whole >= 0) return whole;
    const last = rest.lastIndexOf(separator);
    if (last < 0 || rest.length - last >= this.start.length) return rest.length;
    return this.start.subarray(0, rest.length - last).equals(rest.subarray(last))
      ? last
      : rest.length;
  }
}
