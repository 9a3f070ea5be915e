import { awsTime } from '../../aws/account/clock';
import { closeDeploy, openDeploy } from '../../aws/pipeline/pipeline-control';
import { getStages } from '../../aws/pipeline/pipeline-state';
import { stages } from '../../contract';
import { closedFor, describeClosed, punctualMs } from '../../release/lock/closed';
import { parseLock } from '../../release/lock/lock';
import type { StageState } from '../../release/state/stage';
import { closedWords } from '../../target/lock/look';
import { schedulesIfTold } from '../../target/lock/schedules';
import type { OpenEnvironment } from '../../target/open-environment';

/**
 * The way into Deploy, which is opened for one release if it is closed, and closed behind it with the same words. The
 * schedule that ends a lock is left alone, so that the lock keeps its end.
 */
export class LockedDoor {
  /** What it was closed with, while it is open for the release. */
  private words: string | undefined;

  constructor(
    private readonly open: OpenEnvironment,
    private readonly releaseId: string,
    private readonly say: (line: string) => void,
  ) {}

  /** Opens it once the release waits there, and closes it once the release is in. */
  async pass(found: readonly StageState[]): Promise<void> {
    const deploy = found.find(({ name }) => name === stages.deploy);
    if (!deploy) return;
    const { account, pipeline } = this.open;
    if (deploy.closedBecause !== undefined && deploy.waiting.includes(this.releaseId)) {
      await openDeploy(account, pipeline);
      this.words = deploy.closedBecause;
      this.say(`opened ${stages.deploy} for this release; it is ${await this.described()}`);
    } else if (deploy.latest?.releaseId === this.releaseId) await this.close();
  }

  /** Puts the lock back, unless somebody has closed the way again, or the lock has ended meanwhile. */
  async close(): Promise<void> {
    const { words } = this;
    if (words === undefined) return;
    const { account, pipeline } = this.open;
    const isClosed = closedWords(await getStages(account, pipeline)) !== undefined;
    if (!isClosed && (await this.stillHolds(words))) {
      await closeDeploy(account, pipeline, words);
      this.say(`closed ${stages.deploy} behind this release again, with the same words`);
    }
    this.words = undefined;
  }

  /** A lock that is closed again after its end has passed, or was taken away, would have none. */
  private async stillHolds(words: string): Promise<boolean> {
    const lock = parseLock(words);
    if (!lock) return true;
    const now = await awsTime(this.open.account);
    if (lock.until.getTime() - now.getTime() <= punctualMs) return false;
    const kept = await schedulesIfTold(this.open);
    return kept === 'not told' || kept.ends?.description === words;
  }

  private async described(): Promise<string> {
    const closed = closedFor(this.words, await awsTime(this.open.account));
    return closed ? describeClosed(closed) : 'not locked any more';
  }
}
