import { minuteOf } from '../../../../lib/release/moment';
import {
  type CommitRow,
  type EnvironmentData,
  type PageData,
  type ReleaseMore,
  type ReleaseRow,
  releaseFlags,
  type StatusName,
  statusNames,
} from './data';
import { packed, unpacked } from './packed';

/** A release as the views draw it. */
export interface ShownRelease {
  readonly id: string;
  readonly environment: string;
  readonly status: StatusName;
  readonly commit: number;
  readonly startedAt: number;
  /** Undefined while it is under way. */
  readonly endedAt: number | undefined;
  readonly by: string | undefined;
  readonly isRollback: boolean;
  readonly isRolledBack: boolean;
  readonly isRepeated: boolean;
  /** Nobody has made it: it is shown as it would be. */
  readonly isPlanned: boolean;
  readonly before: number;
  readonly brings: readonly number[];
  readonly takes: readonly number[];
  /** What started it, where that was no push. */
  readonly trigger: string | undefined;
  readonly bundle: string | undefined;
  readonly runs: readonly RunView[];
  readonly more: ReleaseMore;
}

export interface RunView {
  readonly stage: string;
  readonly action: string;
  readonly status: StatusName;
  readonly startedAt: number;
  readonly duration: number;
}

export function releaseView(row: ReleaseRow, environment: string, data: PageData): ShownRelease {
  const [
    id,
    status,
    commit,
    startedAt,
    duration,
    by,
    flags,
    before,
    brings,
    takes,
    trigger,
    bundle,
    runs,
    more,
  ] = row;
  return {
    id: unpacked(id),
    environment,
    status: statusNames[status] ?? 'InProgress',
    commit,
    startedAt,
    endedAt: duration < 0 ? undefined : startedAt + duration,
    by: data.people[by],
    isRollback: (flags & releaseFlags.isRollback) > 0,
    isRolledBack: (flags & releaseFlags.isRolledBack) > 0,
    isRepeated: (flags & releaseFlags.isRepeated) > 0,
    isPlanned: (flags & releaseFlags.isPlanned) > 0,
    before,
    brings: spread(brings),
    takes: spread(takes),
    trigger: data.actions[trigger],
    bundle: bundle === '' ? undefined : `sha256:${unpacked(bundle)}`,
    runs: runsIn(runs, startedAt, data),
    more: more || {},
  };
}

/** First and count, pair by pair, as all the places they stand for. */
function spread(pairs: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < pairs.length; at += 2)
    for (let next = 0; next < (pairs[at + 1] ?? 0); next += 1) found.push((pairs[at] ?? 0) + next);
  return found;
}

function runsIn(numbers: readonly number[], start: number, { actions }: PageData): RunView[] {
  const found: RunView[] = [];
  for (let at = 0; at < numbers.length; at += 5) {
    const [stage = 0, action = 0, status = 0, after = 0, duration = 0] = numbers.slice(at, at + 5);
    found.push({
      stage: actions[stage] ?? '',
      action: actions[action] ?? '',
      status: statusNames[status] ?? 'InProgress',
      startedAt: start + after,
      duration,
    });
  }
  return found;
}

export function environmentNamed(data: PageData, name: string): EnvironmentData | undefined {
  return data.environments.find((one) => one.name === name);
}

export function releaseById(data: PageData, name: string, id: string): ShownRelease | undefined {
  const wanted = packed(id);
  const row = environmentNamed(data, name)?.releases.find(([own]) => own === wanted);
  return row && releaseView(row, name, data);
}

/** Neighbours of a release in what runs: the way back that undid it, and what it went back from. */
export function undoneBy(data: PageData, release: ShownRelease): ShownRelease | undefined {
  if (!release.isRolledBack) return undefined;
  const rows = environmentNamed(data, release.environment)?.releases ?? [];
  const wanted = packed(release.id);
  const own = rows.findIndex(([id]) => id === wanted);
  const row = rows
    .slice(0, Math.max(0, own))
    .findLast(([, , , , , , flags]) => (flags & releaseFlags.isRollback) > 0);
  return row && releaseView(row, release.environment, data);
}

export function commitRow(data: PageData, place: number | undefined): CommitRow | undefined {
  const row = place === undefined ? undefined : data.commits[place];
  if (!row) return undefined;
  const [hash, ...rest] = row;
  return [unpacked(hash), ...rest];
}

export function short(hash: string): string {
  return hash.slice(0, 8);
}

/** What ends, and how, in a word. */
export function endingOf({ status, isRollback, isPlanned, more }: ShownRelease): string {
  if (isPlanned) return 'would be released';
  if (status === 'Failed' && more.verdict?.answer === 'Rejected') return 'rejected';
  if (status === 'Failed')
    return more.failedIn === undefined ? 'failed' : `failed in ${more.failedIn}`;
  if (status === 'Succeeded') return isRollback ? 'rolled back to' : 'released';
  return {
    InProgress: 'on its way',
    Stopping: 'being stopped',
    Stopped: 'stopped',
    Superseded: 'overtaken by a newer one',
    Cancelled: 'cancelled',
    Abandoned: 'abandoned',
  }[status];
}

/** Which of four kinds a release is drawn as. */
export type Tone = 'good' | 'bad' | 'back' | 'quiet' | 'going';

export function toneOf({ status, isRollback }: Pick<ShownRelease, 'status' | 'isRollback'>): Tone {
  if (status === 'Succeeded') return isRollback ? 'back' : 'good';
  if (status === 'Failed') return 'bad';
  return status === 'InProgress' || status === 'Stopping' ? 'going' : 'quiet';
}

/** The weekday and the minute. */
export function dayAndMinute(moment: number): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(moment).getUTCDay()];
  return `${day} ${minuteOf(new Date(moment))}`;
}
