import type { Account } from '../aws/account/account';
import { getBuild, type LogLocation, readLog } from '../aws/build/build';

const kept = 400;

/** Reads one build's log as it grows. The stream may not exist yet, and may get lines after the build has ended. */
export class LogTail {
  private location: LogLocation | undefined;
  private token: string | undefined;
  private readonly recent: string[] = [];

  constructor(
    private readonly account: Account,
    private readonly buildId: string,
    private readonly onLine: (line: string) => void,
  ) {}

  /** The last lines that came. */
  get lines(): readonly string[] {
    return this.recent;
  }

  /** True once the log says itself that the build has nothing left to do but to end. */
  get isComplete(): boolean {
    return this.recent.slice(-2).some((line) => line.includes('Phase complete: UPLOAD_ARTIFACTS'));
  }

  /**
   * Reads what came since the last time.
   * @returns whether anything did
   */
  async read(): Promise<boolean> {
    this.location ??= (await getBuild(this.account, this.buildId))?.log;
    if (!this.location) return false;
    let any = false;
    for (;;) {
      const page = await readLog(this.account, this.location, this.token);
      for (const { text } of page.lines) this.take(text);
      any ||= page.lines.length > 0;
      // The token that was sent, coming back, is AWS's only mark of the end.
      if (page.next === undefined || page.next === this.token) return any;
      this.token = page.next;
    }
  }

  private take(line: string): void {
    this.recent.push(line);
    if (this.recent.length > kept) this.recent.shift();
    this.onLine(line);
  }
}
