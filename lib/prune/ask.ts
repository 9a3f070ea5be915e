import type { Bucket } from '../aws/objects/bucket';
import { listObjects } from '../aws/objects/list-objects';
import { bucketOf, callBucket } from '../aws/pipeline/bucket';
import { vouchedFor } from '../aws/pipeline/vouched';
import { findPlan } from '../bundle/kept-plan';
import { objectKeys } from '../object-keys';
import type { Progress } from '../release/following/progress';
import type { Release } from '../release/release';
import { type KeepRule, keptReleases, writtenSince } from '../release/state/kept-releases';
import { countOf } from '../release/wording';
import { lookAt, wholeHistory } from '../target/evidence';
import type { OpenEnvironment } from '../target/open-environment';
import { releasesBefore } from './components';
import { marksIn } from './keys';
import { type MadeOf, type Needed, neededFor } from './needed';

/**
 * What has to stay of what an environment has stored, by the word of its CodePipeline and by its marks.
 * @throws GitenvError what looking at an environment may say: what cannot be asked is not taken for granted
 */
export async function neededIn(
  open: OpenEnvironment,
  rule: KeepRule,
  progress: Pick<Progress, 'say'>,
): Promise<Needed> {
  const { evidence, state } = await lookAt(open, { most: wholeHistory });
  const { releases } = evidence;
  const kept = keptReleases(evidence, state, rule);
  const { name } = open.environment;
  progress.say(
    `${name}: asking what ${kept.length} of ${countOf(releases.length, 'releases')} need`,
  );
  const bucket = await bucketOf(open.account, open.pipeline);
  const ask = asking(open, bucket);
  const made: MadeOf[] = [];
  for (const release of kept) made.push(await ask(release));
  const running = made.find(({ release }) => release.id === state.running?.release.id);
  const before = running && (await releasesBefore(running, releases, ask));
  const since = writtenSince(releases, rule.since);
  return neededFor([...made, ...(before?.found ?? [])], {
    since,
    marked: await markedFor(new Set(kept.map(({ commit }) => commit)), since, { open, bucket }),
    untold: before?.untold ?? [],
  });
}

/** Asks about each release once. */
function asking(
  { account, pipeline }: OpenEnvironment,
  bucket: Bucket,
): (release: Release) => Promise<MadeOf> {
  const known = new Map<string, MadeOf>();
  return async (release) => {
    const before = known.get(release.id);
    if (before) return before;
    const word = await vouchedFor({ caller: account, pipeline }, release.id);
    const digest = word?.planDigest;
    const plan =
      digest === undefined
        ? undefined
        : await callBucket(account, bucket, () => findPlan(bucket, digest, ''));
    const made = { release, word, plan };
    known.set(release.id, made);
    return made;
  };
}

/** Which bundles the commits are to be released with, and those that were brought a moment ago, of whatever commit. */
async function markedFor(
  commits: ReadonlySet<string | undefined>,
  since: Date,
  { open, bucket }: { readonly open: OpenEnvironment; readonly bucket: Bucket },
): Promise<string[]> {
  const listed = await callBucket(open.account, bucket, () =>
    listObjects(bucket, objectKeys.promoted),
  );
  return marksIn(listed)
    .filter(({ commit, modifiedAt }) => commits.has(commit) || modifiedAt >= since)
    .map(({ digest }) => digest);
}
