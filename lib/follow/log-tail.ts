import type { Account } from '../aws/account/account';
import { getBuild, type LogLocation, type LogPage, readLog } from '../aws/build/build';
import { Pause, patiently, realTime, type Time } from '../target/pause';

const kept = 400;
/** CloudWatch Logs names no bound; a log without a word for so long is taken to be whole. */
const longestLagMs = 15_000;

/** A page holds as many events at most, or a megabyte; one of half of that may have been cut there. */
const fullLines = 10_000;
const fullCharacters = 500_000;

/** Reads one build's log as it grows. The stream may not exist yet, and may get lines after the build has ended. */
export class LogTail {
  private location: LogLocation | undefined;
  private token: string | undefined;
  private readonly recent: string[] = [];

  constructor(
    private readonly account: Account,
    private readonly buildId: string,
    private readonly onLine: (line: string) => void,
    private readonly time: Time = realTime,
  ) {}

  /** The last lines that came. */
  get lines(): readonly string[] {
    return this.recent;
  }

  /**
   * Reads on where the last time ended: one page, and another one only after a full one. What is written meanwhile is for
   * the next time.
   * @returns whether anything came
   */
  async read(): Promise<boolean> {
    return this.readWhile(isFull);
  }

  /**
   * Reads what a build that is over has still to say. CloudWatch takes in lines some seconds after they were written, so that
   * silence alone is not believed as long as the log has not told of the build's last phase.
   */
  async readToEnd(): Promise<void> {
    const pause = new Pause(this.time);
    const readOn = () => patiently(() => this.readWhile(() => true), pause);
    const asking = patiently(() => getBuild(this.account, this.buildId), pause);
    // A log whose place is known is read meanwhile.
    const [build, first] = await Promise.all([asking, this.location && readOn()]);
    this.location ??= build?.log;
    const phase = build?.log && build.lastLogged;
    let any = first ?? (await readOn());
    let heard = this.time.now().getTime();
    for (let silent = 0; ; any = await readOn()) {
      const now = this.time.now().getTime();
      [heard, silent] = any ? [now, 0] : [heard, silent + 1];
      if (phase === undefined ? silent >= 2 : endsPhase(this.recent, phase)) return;
      if (now - heard >= longestLagMs) return;
      await pause.wait();
    }
  }

  /** @param goesOn whether the page after this one is asked for too */
  private async readWhile(goesOn: (page: LogPage) => boolean): Promise<boolean> {
    this.location ??= (await getBuild(this.account, this.buildId))?.log;
    if (!this.location) return false;
    for (let any = false; ; ) {
      const page = await readLog(this.account, this.location, this.token);
      for (const { text } of page.lines) this.take(text);
      any ||= page.lines.length > 0;
      // The token that was sent, coming back, is AWS's only mark of the end.
      if (page.next === undefined || page.next === this.token) return any;
      this.token = page.next;
      if (!goesOn(page)) return any;
    }
  }

  private take(line: string): void {
    this.recent.push(line);
    if (this.recent.length > kept) this.recent.shift();
    this.onLine(line);
  }
}

function isFull({ lines }: LogPage): boolean {
  if (lines.length >= fullLines) return true;
  return lines.reduce((sum, { text }) => sum + text.length, 0) >= fullCharacters;
}

/** Whether a log tells how a phase ended, and why where it ended badly, which is the line after that. */
function endsPhase(lines: readonly string[], phase: string): boolean {
  const at = lines.findLastIndex((line) => line.includes(`Phase complete: ${phase} `));
  const end = lines[at] ?? '';
  return end.includes(' State: SUCCEEDED') || (at >= 0 && at < lines.length - 1);
}
