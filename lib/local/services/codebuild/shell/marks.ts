/** What the shell says between two commands. */
export interface Mark {
  readonly status: number;
  /** The shell's `$-`, before tracing was switched off for the time between commands. */
  readonly flags: string;
  /** The command replaced or killed its shell, so that variables set since its start are gone. */
  readonly lost: boolean;
  /** An EXIT trap of the build's own waits for the shell's end. */
  readonly exitTrap: boolean;
}

const separator = 0x1e;

/** Takes the shell's marks out of its output. What is output passes on at once and unchanged. */
export class MarkFinder {
  private readonly start: Buffer;
  private kept: Buffer = Buffer.alloc(0);

  constructor(
    token: string,
    private readonly onOutput: (output: Buffer) => void,
    private readonly onMark: (mark: Mark) => void,
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
      this.onMark(readMark(rest.toString('latin1', at + this.start.length, end)));
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

function readMark(text: string): Mark {
  const [status = '', flags = '', notes = ''] = text.split(':');
  return {
    status: Number(status),
    flags,
    lost: notes.includes('lost'),
    exitTrap: notes.includes('trap'),
  };
}
