import { watched } from '../aws/account/account';
import { withOpening } from '../aws/pipeline/freeze-window';
import { getRelease } from '../aws/pipeline/pipeline';
import { getStages, listActions } from '../aws/pipeline/pipeline-state';
import { isFreeze } from '../release/condition';
import { type Snapshot, timed } from '../release/following/follow';
import { isSettled, traceOf } from '../release/following/trace';
import {
  isOver,
  type ReleaseAction,
  type ReleaseFacts,
  type StageCondition,
} from '../release/release';
import type { StageState } from '../release/state/stage';
import { vouchedIn } from '../release/vouched';
import type { OpenEnvironment } from '../target/open-environment';

/** A look at a release, with the stages that it was taken from. */
export interface SeenRelease extends Snapshot {
  readonly stages: readonly StageState[];
}

/** Which release is looked at. */
export interface LookedAtRelease {
  readonly id: string;
  /** What it is expected to release; the pipeline itself may not know before its first stage has ended. */
  readonly commit?: string | undefined;
}

/** What the stages do not tell. */
interface Details {
  readonly facts: ReleaseFacts;
  readonly actions: readonly ReleaseAction[];
}

/** However quiet the stages are, so many looks later the rest is asked for all the same. */
const trusted = 40;

/**
 * Looks at one release again and again. Each look asks for the state of the stages, and for more only if that has changed
 * since the last time.
 */
export class ReleaseWatch {
  private details: Details | undefined;
  private trace = '';
  private freeze: StageCondition | undefined;
  private looks = 0;
  /** Whether something is new since the look before, or may be so that AWS tells it only in part. */
  private isMoving = true;

  constructor(
    private readonly open: OpenEnvironment,
    private readonly looked: LookedAtRelease,
  ) {}

  async look(): Promise<SeenRelease> {
    const { pipeline, account } = this.open;
    const { id } = this.looked;
    // What has just changed is likely to change again, and then nobody waits for one answer after the other.
    const [stages, asked] = await Promise.all([
      getStages(watched(account), pipeline),
      this.isMoving ? this.ask() : undefined,
    ]);
    const trace = traceOf(stages, id);
    const known = trace === this.trace && this.looks < trusted ? this.details : undefined;
    const details = asked ?? known ?? (await this.ask());
    // Its end may have come between the answers, and nobody looks again after that.
    if (isOver(details.facts.status)) return this.seen(await this.end(details.facts));
    this.isMoving = trace !== this.trace || !isSettled(stages, id, details.actions);
    this.looks = details === this.details ? this.looks + 1 : 0;
    this.details = details;
    this.trace = trace;
    return this.seen({ ...details, stages });
  }

  private async ask(): Promise<Details> {
    const account = watched(this.open.account);
    const { pipeline } = this.open;
    const { id } = this.looked;
    const [facts, actions] = await Promise.all([
      getRelease(account, pipeline, id),
      listActions(account, pipeline, id),
    ]);
    return { facts, actions };
  }

  private async end(facts: ReleaseFacts): Promise<Details & Pick<SeenRelease, 'stages'>> {
    const account = watched(this.open.account);
    const { pipeline } = this.open;
    const [actions, stages] = await Promise.all([
      listActions(account, pipeline, this.looked.id),
      getStages(account, pipeline),
    ]);
    this.isMoving = true;
    return { facts, actions, stages };
  }

  private async seen({
    facts,
    actions,
    stages,
  }: Details & Pick<SeenRelease, 'stages'>): Promise<SeenRelease> {
    const { id, commit } = this.looked;
    const { bundle } = vouchedIn(actions);
    return {
      release: timed({ ...facts, commit: facts.commit ?? commit, bundle }, actions),
      actions,
      stages,
      waitingFor: stages.find(({ waiting }) => waiting.includes(id))?.name,
      approvalIn: stages.find((stage) => isApproving(stage, id))?.name,
      condition: await this.told(
        stages.findLast(({ latest }) => latest?.releaseId === id)?.condition,
      ),
    };
  }

  /** A freeze with the end of it, which is asked for once. */
  private async told(condition: StageCondition | undefined): Promise<StageCondition | undefined> {
    if (!condition || condition.hasFailed || !isFreeze(condition)) return condition;
    const { account, pipeline } = this.open;
    this.freeze ??= await withOpening(watched(account), pipeline, condition);
    return this.freeze;
  }
}

function isApproving({ approval, latest }: StageState, releaseId: string): boolean {
  return approval !== undefined && latest?.releaseId === releaseId;
}

/** How a release stands. */
export function snapshotOf(open: OpenEnvironment, looked: LookedAtRelease): Promise<SeenRelease> {
  return new ReleaseWatch(open, looked).look();
}
