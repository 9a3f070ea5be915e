/** How much output `on-failure: RETRY-<regex>` looks at, at least. */
const kept = 256 * 1024;

/** The last of what commands print. */
export class Heard {
  private output: Buffer[] | undefined;
  private bytes = 0;

  /** From now on it is kept. */
  listen(): void {
    this.output = [];
    this.bytes = 0;
  }

  add(output: Buffer): void {
    if (!this.output) return;
    this.output.push(output);
    this.bytes += output.length;
    while (this.bytes > kept && this.output.length > 1)
      this.bytes -= this.output.shift()?.length ?? 0;
  }

  text(): string {
    return Buffer.concat(this.output ?? []).toString('utf8');
  }
}
