import { getRelease } from '../../aws/pipeline/pipeline';
import { answerApproval, overrideEntry } from '../../aws/pipeline/pipeline-control';
import { outcomeOf } from '../../bundle/plan';
import { consoleAddress } from '../../config/environment';
import { type ErrorCode, GitenvError } from '../../errors';
import type { SeenRelease } from '../../follow/watch';
import { isFreeze } from '../../release/condition';
import { howToApprove } from '../../release/following/follow';
import type { Progress } from '../../release/following/progress';
import { isOver } from '../../release/release';
import type { StageState } from '../../release/state/stage';
import { putsBackWhatRan } from '../../release/state/way-back';
import { verdictText } from '../../release/verdict';
import { lookAt, wholeHistory } from '../../target/evidence';
import type { Move } from '../move/move';
import { planOfRelease } from '../plan';
import { endOthers } from './clear-the-way';
import { LockedDoor } from './locked-door';

/** What may work with the next look. */
const passing: ReadonlySet<ErrorCode> = new Set(['THROTTLED', 'UNREACHABLE']);

/**
 * Helps a release through everything that would hold it before the end of Deploy: other releases, a lock, a freeze, and the
 * approval that a way back does not need from somebody else. It says what it is not allowed to do, and what a person does
 * instead.
 */
export class Attendant {
  private readonly door: LockedDoor;
  private readonly settled = new Set<string>();
  /** Earlier releases of the same commit that were approved, or left to a person. */
  private readonly answered = new Set<string>();

  constructor(
    private readonly move: Move,
    private readonly releaseId: string,
    private readonly progress: Progress,
  ) {
    this.door = new LockedDoor(move.open, releaseId, (line) => this.say(line));
  }

  /** Given each look at the release. */
  async attend(seen: SeenRelease): Promise<void> {
    if (isOver(seen.release.status)) return this.close();
    const { stages: found, condition, approvalIn } = seen;
    await this.help('pass the lock', () => this.door.pass(found).then(() => false));
    if (isBehindAnother(found, this.releaseId)) {
      await this.help('end what is in the way', () => this.endOthers());
      await this.help('approve an earlier release of this commit', () =>
        this.approveEarlier(found),
      );
    }
    if (condition && !condition.hasFailed && isFreeze(condition))
      await this.help('pass the freeze', () => this.passFreeze(condition.stage));
    if (approvalIn !== undefined)
      await this.help('approve its own release', () => this.approve(found));
  }

  /** However the following has ended. */
  async close(): Promise<void> {
    await this.help('put the lock back', () => this.door.close().then(() => false));
  }

  /** @param give says whether nothing is left to do of it */
  private async help(what: string, give: () => Promise<boolean>): Promise<void> {
    if (this.settled.has(what)) return;
    try {
      if (await give()) this.settled.add(what);
    } catch (error) {
      if (!(error instanceof GitenvError)) throw error;
      if (passing.has(error.code)) return;
      this.settled.add(what);
      this.say(`cannot ${what}: ${error.clause}; ${this.byHand()}`);
    }
  }

  private async endOthers(): Promise<boolean> {
    await endOthers(this.move, (line) => this.progress.say(line));
    return false;
  }

  private async passFreeze(stage: string): Promise<boolean> {
    const { account, pipeline } = this.move.open;
    const isPassed = await overrideEntry(account, pipeline, stage, this.releaseId);
    if (isPassed) this.say(`passed the freeze before ${stage}`);
    else
      this.say(`AWS does not let the freeze before ${stage} be overridden yet; ${this.byHand()}`);
    return true;
  }

  private async approve(found: readonly StageState[]): Promise<boolean> {
    const mine = found.find((it) => it.approval && it.latest?.releaseId === this.releaseId);
    return mine ? this.answer(mine, this.releaseId) : false;
  }

  /** An earlier release of the same commit is not ended, and has to be through before this one is let in. */
  private async approveEarlier(found: readonly StageState[]): Promise<boolean> {
    const stage = found.find(({ waiting }) => waiting.includes(this.releaseId));
    const earlier = stage?.approval && stage.latest?.releaseId;
    if (!stage || !earlier || earlier === this.releaseId) return false;
    const { open, commit } = this.move;
    if ((await getRelease(open.account, open.pipeline, earlier)).commit !== commit) return false;
    if (!this.answered.has(earlier) && (await this.answer(stage, earlier)))
      this.answered.add(earlier);
    return false;
  }

  /**
   * A way back needs nobody else, unless `gitenv.json` says so, or its plan is known to destroy something.
   * @returns whether nothing is left to do of it
   */
  private async answer({ name, approval }: StageState, releaseId: string): Promise<boolean> {
    if (!approval) return false;
    const { open, commit, override } = this.move;
    const { account, pipeline, environment } = open;
    const why = await this.needsSomebody(releaseId);
    if (why !== undefined) {
      this.say(`${why}: ${howToApprove(environment.name, commit)}`);
      return true;
    }
    const { arn: by } = await account.verify();
    const summary = verdictText({ answer: 'Approved', by, comment: override.reason ?? '' });
    const what =
      releaseId === this.releaseId ? 'this release' : 'an earlier release of this commit';
    if (await answerApproval(account, pipeline, approval, 'Approved', summary))
      this.say(`approved ${what} in ${name}, because it puts back what ran before`);
    return true;
  }

  private async needsSomebody(releaseId: string): Promise<string | undefined> {
    const { open, commit } = this.move;
    if (open.environment.approveRollbacks)
      return 'approveRollbacks in gitenv.json wants somebody to approve this release';
    const plan = await planOfRelease(open, releaseId);
    if (plan && !plan.settlesFirst && outcomeOf(plan) === 'destroys')
      return 'the plan of this release destroys something, so somebody has to look at it';
    const { releases, actions } = (await lookAt(open, { most: wholeHistory })).evidence;
    if (putsBackWhatRan({ id: releaseId, commit }, releases, actions)) return undefined;
    return 'this release does not put back what ran before, so somebody has to approve it';
  }

  private byHand(): string {
    return `in the console a person can do it: ${consoleAddress(this.move.open.environment)}`;
  }

  private say(line: string): void {
    this.progress.say(`${this.move.open.environment.name}: ${line}`);
  }
}

/** Whether it waits for a stage that is open, and that another release is in or enters first. */
function isBehindAnother(found: readonly StageState[], releaseId: string): boolean {
  const stage = found.find(({ waiting }) => waiting.includes(releaseId));
  if (!stage || stage.closedBecause !== undefined) return false;
  return stage.waiting[0] !== releaseId || stage.latest?.status === 'InProgress';
}
