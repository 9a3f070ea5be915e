import { listReferences, moveReferences, noCommit } from '../../lib/aws/codecommit/references';
import { listObjects } from '../../lib/aws/objects/list-objects';
import { askedCommit, askPrefix } from '../../lib/guard/tags';
import { objectKeys } from '../../lib/object-keys';
import { shortCommit } from '../../lib/release/wording';
import { releasesOf } from './pipeline-look';
import type { GuardPlace } from './place';
import { prove } from './prove';
import { cloneUrlOf } from './store';

/** A commit is answered no more often: a proof is good for much longer, and each costs a signature. */
const againMs = 60_000;
/** More than people ask at once; the rest is answered when the next tag comes. */
const most = 50;

/**
 * Answers all that is asked, whoever asks: a proof needs no name. Tags that ask nothing are deleted all the same, so that none
 * are left that every look has to read.
 */
export async function answerAsks(place: GuardPlace): Promise<void> {
  const url = await cloneUrlOf(place);
  const asks = [...(await listReferences(place, url))].filter(([ref]) => ref.startsWith(askPrefix));
  if (asks.length === 0) return place.say('Nobody asks.');
  const commits = [...new Set(asks.flatMap(([ref]) => askedCommit(ref) ?? []))];
  const releases = commits.length > 0 ? await releasesOf(place) : [];
  for (const commit of commits.slice(0, most)) {
    if (await isAnswered(place, commit)) {
      place.say(`${shortCommit(commit)} was answered a moment ago.`);
      continue;
    }
    const { why = 'released there and good' } = await prove(place, commit, releases);
    place.say(`${shortCommit(commit)} is ${why.replace('there', 'here')}: that is signed.`);
  }
  const done = asks.filter(([ref]) => {
    const commit = askedCommit(ref);
    return commit === undefined || commits.indexOf(commit) < most;
  });
  await moveReferences(
    place,
    url,
    done.map(([ref, from]) => ({ ref, from, to: noCommit })),
  );
}

async function isAnswered({ bucket }: GuardPlace, commit: string): Promise<boolean> {
  const given = await listObjects(bucket, objectKeys.proofsOf(commit));
  return given.some(({ modifiedAt }) => Date.now() - modifiedAt.getTime() < againMs);
}
