import { endKey, endsIn, type ReadRecord } from '../../lib/records/read-record';
import {
  type RecordHead,
  type RecordStatement,
  type ReleaseEnd,
  statementOf,
  subjectsOf,
} from '../../lib/records/record';
import { endedInOrder, factsOfEnd, releaseEndOf } from '../../lib/records/release-facts';
import { isGreeting, type Release } from '../../lib/release/release';
import { beginning, stackChange } from './other-records';
import { actionsToRecord, readRelease, releasesOf } from './pipeline-look';
import { type GuardPlace, signerOf } from './place';
import { append, newestSequence, recordsBackFrom } from './record-store';
import { type StackNow, stackNow } from './stack-digests';

/** So many hundreds of releases the guard looks at; what ended before was recorded long ago, or `gitenv audit verify` finds it. */
const pages = 2;

/** The clocks of CodePipeline and of builds need not agree. */
const leewayMs = 10 * 60_000;

/**
 * Adds whatever has ended and is not recorded yet, in the order in which it ended. Which event has started this does not matter: one that
 * came twice finds nothing to add, and one that never came is made up for by the next.
 */
export async function record(place: GuardPlace): Promise<void> {
  const signer = await signerOf(place);
  // Each turn adds one record, or finds that somebody else has, or that there is nothing to add.
  for (;;) {
    const chain = await chainOf(place);
    const next = await nextRecord(place, chain);
    if (next === undefined) break;
    const digest = await append(place, next.statement, signer);
    const { sequence } = next.statement.predicate;
    place.say(digest ? `Record ${sequence}: ${next.what}` : `Record ${sequence} was there already`);
  }
  place.say('Everything that has ended is recorded');
}

/** The newest records, as many as tell what is recorded of the releases that are looked at. */
interface Chain {
  readonly last: ReadRecord | undefined;
  readonly ends: readonly ReleaseEnd[];
  readonly releases: readonly Release[];
}

interface NextRecord {
  readonly statement: RecordStatement;
  readonly what: string;
}

async function chainOf(place: GuardPlace): Promise<Chain> {
  const newest = await newestSequence(place);
  const releases = (await releasesOf(place, newest === 0 ? undefined : pages)).filter(
    (it) => !isGreeting(it),
  );
  const ended = endedInOrder(releases);
  const records: ReadRecord[] = [];
  const needed = () => {
    const known = new Set(records.flatMap(endsIn).map(quickKey));
    return ended.find((it) => !known.has(quickKey(releaseEndOf(it, []))));
  };
  for await (const record of recordsBackFrom(place, newest)) {
    records.push(record);
    const lacking = needed();
    if (!lacking || isBefore(record, lacking)) break;
  }
  return { last: records[0], ends: records.flatMap(endsIn), releases };
}

/** A record that was made before a release ended, and all before it, cannot be of that end. */
function isBefore({ head }: ReadRecord, { updatedAt }: Release): boolean {
  return Date.parse(head.recordedAt) < updatedAt.getTime() - leewayMs;
}

/** By which an end is known without asking for the actions of the release. */
function quickKey({ execution, outcome, endedAt }: ReleaseEnd): string {
  return `${execution} ${outcome} ${endedAt}`;
}

async function nextRecord(place: GuardPlace, chain: Chain): Promise<NextRecord | undefined> {
  const { last, releases } = chain;
  const stack = await stackNow(place);
  const head = headOf(place, last, stack);
  if (!last) return beginning(place, head, releases, stack);
  const changed = stackChange(last, head);
  if (changed) return changed;
  const quick = new Set(chain.ends.map(quickKey));
  const known = new Set(chain.ends.map(endKey));
  for (const release of endedInOrder(releases)) {
    if (quick.has(quickKey(releaseEndOf(release, [])))) continue;
    const actions = await actionsToRecord(place, release);
    if (known.has(endKey(releaseEndOf(release, actions)))) continue;
    const facts = factsOfEnd(await readRelease(place, release, actions, releases));
    const subjects = subjectsOf(place.application, facts);
    return {
      statement: statementOf('release', subjects, { ...head, ...facts }),
      what: `the release of ${release.commit ?? 'no commit'} ended: ${release.status}`,
    };
  }
  return undefined;
}

function headOf(
  place: GuardPlace,
  last: ReadRecord | undefined,
  { digests }: StackNow,
): RecordHead {
  const { application, environment, account, region } = place;
  return {
    application,
    environment,
    account,
    region,
    sequence: (last?.head.sequence ?? 0) + 1,
    previous: last?.digest ?? null,
    recordedAt: new Date().toISOString(),
    stack: digests,
  };
}
