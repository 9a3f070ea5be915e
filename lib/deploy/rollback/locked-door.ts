import { clockOffset } from '../../aws/account/clock';
import { closeDeploy, openDeploy } from '../../aws/pipeline/pipeline-control';
import { getStages } from '../../aws/pipeline/pipeline-state';
import { stages } from '../../contract';
import { closedFor, describeClosed } from '../../release/lock';
import type { StageState } from '../../release/state/stage';
import type { OpenEnvironment } from '../../target/open-environment';

/** The way into Deploy, which is opened for one release if it is closed, and closed behind it with the same words. */
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

  /** Puts the lock back, unless its time is over or somebody has closed the way again. */
  async close(): Promise<void> {
    const { words } = this;
    if (words === undefined) return;
    const { account, pipeline } = this.open;
    const found = await getStages(account, pipeline);
    const isClosed = found.some(
      (it) => it.name === stages.deploy && it.closedBecause !== undefined,
    );
    if (!isClosed && closedFor(words, await this.now())) {
      await closeDeploy(account, pipeline, words);
      this.say(`closed ${stages.deploy} behind this release again, with the same words`);
    }
    this.words = undefined;
  }

  private async described(): Promise<string> {
    const closed = closedFor(this.words, await this.now());
    return closed ? describeClosed(closed) : 'not locked any more';
  }

  private async now(): Promise<Date> {
    return new Date(Date.now() + (await clockOffset(this.open.account)));
  }
}
