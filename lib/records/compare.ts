import { isGreeting, isOver, type Release } from '../release/release';
import { shortCommit } from '../release/wording';
import { endsIn, type ReadRecord } from './read-record';
import type { ReleaseEnd } from './record';

/** What CodePipeline and the records do not agree about. */
export interface Disagreement {
  readonly kind: 'not recorded' | 'not in CodePipeline' | 'told otherwise';
  readonly execution: string;
  /** A clause. */
  readonly what: string;
}

/** CodePipeline keeps executions for twelve months; a month less is sure. */
const keptMs = 335 * 86_400_000;
/** The guard needs a moment after a release has ended. */
const recordedWithinMs = 10 * 60_000;

/**
 * What CodePipeline still knows and no record has, and the reverse.
 * @param releases all that CodePipeline has, newest first
 */
export function compareWithPipeline(
  records: readonly ReadRecord[],
  releases: readonly Release[],
  now: Date,
): Disagreement[] {
  const ends = new Map<string, ReleaseEnd[]>();
  for (const end of records.flatMap(endsIn))
    ends.set(end.execution, [...(ends.get(end.execution) ?? []), end]);
  const known = new Map(releases.map((release) => [release.id, release]));
  const over = releases.filter((it) => isOver(it.status) && !isGreeting(it));
  return [
    ...over.flatMap((release) => notRecorded(release, ends.get(release.id), now)),
    ...[...ends.values()].flatMap((all) => notKnown(all, known, now)),
  ];
}

function notRecorded(
  release: Release,
  ends: readonly ReleaseEnd[] | undefined,
  now: Date,
): Disagreement[] {
  const { id, status, commit, updatedAt } = release;
  const isFresh = now.getTime() - updatedAt.getTime() < recordedWithinMs;
  if (isFresh || ends?.some(({ outcome }) => outcome === status)) return [];
  const what = `the release of ${shortCommit(commit)} ended ${status} at ${updatedAt.toISOString()}`;
  return [{ kind: 'not recorded', execution: id, what: `${what}, and no record says so` }];
}

function notKnown(
  ends: readonly ReleaseEnd[],
  known: ReadonlyMap<string, Release>,
  now: Date,
): Disagreement[] {
  const end = ends.at(-1);
  if (!end) return [];
  const release = known.get(end.execution);
  const is = (kind: Disagreement['kind'], what: string): Disagreement[] => [
    { kind, execution: end.execution, what },
  ];
  const named = `the release of ${shortCommit(end.commit ?? undefined)} that ended at ${end.endedAt}`;
  if (!release) {
    const isOld = now.getTime() - Date.parse(end.startedAt) > keptMs;
    return isOld ? [] : is('not in CodePipeline', `CodePipeline does not know ${named}`);
  }
  if ((release.commit ?? null) === end.commit) return [];
  return is('told otherwise', `CodePipeline has ${named} as one of ${shortCommit(release.commit)}`);
}
