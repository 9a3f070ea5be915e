import { type Account, watched } from '../aws/account/account';
import { readable } from '../release/following/log-lines';
import type { Progress } from '../release/following/progress';
import type { ReleaseAction } from '../release/release';
import { passes, type Time } from '../target/pause';
import { LogTail } from './log-tail';

const shortestMs = 400;
const longestMs = 6000;
/** Where AWS limits requests. */
const slowestMs = 30_000;

/**
 * What the builds of a release print, told as it comes. They are read by a timer of their own, however the release is looked
 * at: soon after one has begun, and then less and less often, whatever it prints.
 */
export class BuildLogs {
  private readonly tails = new Map<string, LogTail>();
  private readonly account: Account;
  private everyMs = shortestMs;
  private dueMs = 0;
  /** Since a build began. */
  private age = 0;

  constructor(
    account: Account,
    private readonly progress: Pick<Progress, 'log' | 'verbose'>,
    private readonly time: Time,
  ) {
    this.account = watched(account);
  }

  /** The last lines that a build has printed; none of one that was not read. */
  linesOf(buildId: string | undefined): readonly string[] {
    return this.tails.get(buildId ?? '')?.lines ?? [];
  }

  /** Tells all that a build has printed, which is over. */
  end(buildId: string): Promise<void> {
    return this.tailOf(buildId).readToEnd();
  }

  /**
   * Waits, and reads meanwhile what running builds print.
   * @returns whether they have printed anything
   */
  async wait(ms: number, actions: readonly ReleaseAction[]): Promise<boolean> {
    const running = actions.flatMap(({ buildId, status }) =>
      buildId === undefined || status !== 'InProgress' ? [] : [buildId],
    );
    if (running.some((id) => !this.tails.has(id))) this.begin();
    let any = false;
    for (let left = ms; left > 0; ) {
      if (running.length > 0 && this.dueMs <= 0) any = (await this.readAll(running)) || any;
      const step = running.length > 0 ? Math.min(left, this.dueMs) : left;
      await this.time.wait(step);
      left -= step;
      this.dueMs -= step;
      this.age += step;
    }
    return any;
  }

  private begin(): void {
    [this.everyMs, this.dueMs, this.age] = [shortestMs, 0, 0];
  }

  private async readAll(running: readonly string[]): Promise<boolean> {
    let any = false;
    try {
      for (const id of running) any = (await this.tailOf(id).read()) || any;
      this.everyMs = Math.min(shortestMs + this.age / 5, longestMs);
    } catch (error) {
      // The release itself is looked at all the same, and whoever cannot be reached for long is told of there.
      if (!passes(error)) throw error;
      this.everyMs = Math.min(this.everyMs * 2, slowestMs);
    }
    this.dueMs = this.everyMs;
    return any;
  }

  private tailOf(buildId: string): LogTail {
    const known = this.tails.get(buildId);
    const tail =
      known ??
      new LogTail(this.account, buildId, (line) => logLine(line, this.progress), this.time);
    this.tails.set(buildId, tail);
    return tail;
  }
}

/** Tells a line of a build's log, as far as it is wanted. */
export function logLine(line: string, progress: Pick<Progress, 'log' | 'verbose'>): void {
  const shown = progress.verbose ? line.trimEnd() : readable(line);
  if (shown !== undefined) progress.log(shown);
}
