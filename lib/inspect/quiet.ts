import path from 'node:path';
import { getPipeline, type PipelineState } from '../aws/pipeline/pipeline-state';
import type { LockToCome } from '../release/lock/lock';
import type { StageState } from '../release/state/stage';
import { lockAmong } from '../target/lock/look';
import { lockToComeIfTold } from '../target/lock/schedules';
import type { OpenEnvironment } from '../target/open-environment';
import { latestDrift } from './drift';
import { keptFile, readKept, writeKept } from './kept-file';
import type { FoundDrift, HeldCommit, RunningCommit, Standing } from './standing';

/** What is known of an environment in which nothing has happened since its latest release succeeded. */
interface QuietStanding {
  readonly created: Date;
  /** Of the pipeline as it was installed then; in which input its deploys run may be another one since. */
  readonly version: number | undefined;
  readonly running: RunningCommit;
  readonly held: readonly HeldCommit[];
}

/** What is asked of an environment before anything is known of it, so that nobody asks twice. */
export interface FirstLook {
  readonly state: Promise<PipelineState>;
  readonly lockToCome: Promise<LockToCome | undefined>;
}

export function firstLook(open: OpenEnvironment): FirstLook {
  const state = getPipeline(open.account, open.pipeline);
  const lockToCome = lockToComeIfTold(open);
  // Whoever waits for other answers first hears of these failures later.
  for (const asked of [state, lockToCome]) asked.catch(() => undefined);
  return { state, lockToCome };
}

/** How environments stood that were quiet when they were looked at, in a folder. */
export class QuietEnvironment {
  private readonly file: string;
  private readonly kept: QuietStanding | undefined;

  constructor(
    private readonly open: OpenEnvironment,
    folder: string,
  ) {
    const { account, pipeline, environment } = open;
    const endpoint = account.endpoint('codepipeline');
    const key = [environment.account, account.region, pipeline, environment.branch, endpoint];
    this.file = keptFile(path.join(folder, 'status'), key);
    this.kept = readKept(this.file, revived) as QuietStanding | undefined;
  }

  /** What ran when it was quiet the last time. */
  get running(): RunningCommit | undefined {
    return this.kept?.running;
  }

  /**
   * How the environment stands, if all its stages are at the release that was the latest then, the branch too, and that
   * release has succeeded: what came before it does not change. Its id, and when the pipeline was made, tell that it is the
   * pipeline of the recorded account, which was asked then.
   * @returns undefined where that is not known
   */
  async standing(first: FirstLook): Promise<Standing | undefined> {
    const { kept } = this;
    if (!kept) return undefined;
    const [{ created, stages }, lockToCome, tip] = await Promise.all([
      first.state,
      first.lockToCome,
      this.open.tip(),
    ]);
    const { running, held } = kept;
    if (created?.getTime() !== kept.created.getTime()) return undefined;
    if (tip !== running.commit || !areAt(stages, running.release)) return undefined;
    if (versionOf(stages) !== kept.version) return undefined;
    const { commit, subject } = running;
    const known = { ...nothingWaits, wanted: { commit, subject }, running, held, lockToCome };
    return { ...known, ...(await this.asked(stages)) };
  }

  /** Keeps how it stands, if it is quiet, and needs no look at its history for how far it is protected. */
  keep(state: PipelineState, standing: Standing): void {
    const { created, stages } = state;
    const { running, wanted, partial, onItsWay, held, protection } = standing;
    const isWhole = running?.commit === wanted?.commit && partial === undefined;
    if (!created || !running || !isWhole || onItsWay.length > 0) return;
    if (protection !== undefined || !areAt(stages, running.release)) return;
    const kept: QuietStanding = { created, version: versionOf(stages), running, held };
    const body = JSON.stringify(kept);
    if (body !== JSON.stringify(this.kept)) writeKept(this.file, body);
  }

  /** What may change without a release. */
  private async asked(stages: readonly StageState[]): Promise<Pick<Standing, 'closed' | 'drift'>> {
    const [closed, drift] = await Promise.all([lockAmong(stages, this.open), driftOf(this.open)]);
    return { closed, drift };
  }
}

/** What the latest comparison has found, where comparisons are scheduled. */
export async function driftOf(open: OpenEnvironment): Promise<FoundDrift | undefined> {
  const plan = open.environment.watchesDrift ? await latestDrift(open) : undefined;
  if (!plan) return undefined;
  const { commit, changes, createdAt } = plan;
  return { commit, count: changes.length, comparedAt: new Date(createdAt) };
}

const nothingWaits = {
  partial: undefined,
  unverified: undefined,
  onItsWay: [],
  failed: undefined,
  wayOn: undefined,
  protection: undefined,
};

function versionOf(stages: readonly StageState[]): number | undefined {
  return stages[0]?.pipelineVersion;
}

/** Whether a release was the last to be in every stage and has succeeded in each, and none waits. */
function areAt(stages: readonly StageState[], releaseId: string): boolean {
  return (
    stages.length > 0 &&
    stages.every(({ latest, waiting, condition }) => {
      const isIt = latest?.releaseId === releaseId && latest.status === 'Succeeded';
      return isIt && waiting.length === 0 && condition === undefined;
    })
  );
}

const times: ReadonlySet<string> = new Set(['created', 'since', 'at']);

function revived(key: string, value: unknown): unknown {
  return times.has(key) && typeof value === 'string' ? new Date(value) : value;
}
