import type { Account } from '../aws/account/account';
import { getBuild, type LogLocation, readLog } from '../aws/build/build';
import { Pause, patiently } from '../target/pause';

const kept = 400;
/** CloudWatch Logs names no bound; a log without a word for so long is taken to be whole. */
const longestLagMs = 15_000;

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

  /**
   * Reads what a build that is over has still to say. CloudWatch takes in lines some seconds after they were written, so that
   * silence alone is not believed as long as the log has not told of the build's last phase.
   */
  async readToEnd(): Promise<void> {
    const pause = new Pause();
    const build = await patiently(() => getBuild(this.account, this.buildId), pause);
    const phase = build?.log && build.lastLogged;
    let heard = Date.now();
    for (let silent = 0; ; await pause.wait()) {
      const any = await patiently(() => this.read(), pause);
      [heard, silent] = any ? [Date.now(), 0] : [heard, silent + 1];
      if (phase === undefined ? silent >= 2 : endsPhase(this.recent, phase)) return;
      if (Date.now() - heard >= longestLagMs) return;
    }
  }

  private take(line: string): void {
    this.recent.push(line);
    if (this.recent.length > kept) this.recent.shift();
    this.onLine(line);
  }
}

/** Whether a log tells how a phase ended, and why where it ended badly, which is the line after that. */
function endsPhase(lines: readonly string[], phase: string): boolean {
  const at = lines.findLastIndex((line) => line.includes(`Phase complete: ${phase} `));
  const end = lines[at] ?? '';
  return end.includes(' State: SUCCEEDED') || (at >= 0 && at < lines.length - 1);
}
