import { openAccount } from '../aws/clients';
import { getRelease, listReleases } from '../aws/pipeline';
import { namesOf } from '../contract';
import type { Environment } from '../environment';
import { annotateHistory, type HistoricRelease } from '../release/history';
import type { Release } from '../release/release';

export interface History {
  readonly environment: string;
  /** Newest first. */
  readonly releases: readonly HistoricRelease[];
  /** Whether there are older ones. */
  readonly hasMore: boolean;
}

/** So far beyond what is shown a commit's first release is looked for, which tells a rollback. */
const hindsight = 200;
const concurrency = 5;

/**
 * The latest releases of an environment. CodePipeline keeps them for twelve months.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what credentials and network may say
 */
export async function historyOf(environment: Environment, limit: number): Promise<History> {
  const { name, profile, region } = environment;
  const account = await openAccount({
    profile,
    region,
    account: environment.account,
    environment: name,
  });
  const { pipeline } = namesOf(environment.application);
  const [known] = await Promise.all([
    take(listReleases(account, pipeline), limit + hindsight),
    account.verify(),
  ]);
  const shown = annotateHistory(known).slice(0, limit);
  const releases = await mapLimited(shown, concurrency, async (release) => {
    if (release.pushedBy !== undefined) return release;
    return { ...release, pushedBy: (await getRelease(account, pipeline, release.id)).pushedBy };
  });
  return { environment: name, releases, hasMore: known.length > limit };
}

async function take(releases: AsyncIterable<Release>, count: number): Promise<Release[]> {
  const taken: Release[] = [];
  for await (const release of releases) {
    taken.push(release);
    if (taken.length === count) break;
  }
  return taken;
}

/** AWS publishes no rate for this call, so only a few are under way at any time. */
async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
