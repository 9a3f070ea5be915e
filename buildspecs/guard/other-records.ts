import { inParallel } from '../../lib/aws/call/in-parallel';
import { type ReadRecord, recordDigest } from '../../lib/records/read-record';
import {
  type RecordHead,
  type RecordStatement,
  type ReleaseEnd,
  statementOf,
} from '../../lib/records/record';
import { endedInOrder, releaseEndOf } from '../../lib/records/release-facts';
import type { Release } from '../../lib/release/release';
import { actionsToRecord } from './pipeline-look';
import type { GuardPlace } from './place';
import type { StackNow } from './stack-digests';

/** Releases whose actions are asked for at once. */
const atOnce = 5;

interface Made {
  readonly statement: RecordStatement;
  readonly what: string;
}

/** The first record lists what had ended before there were any: what was released then is known for ever. */
export async function beginning(
  place: GuardPlace,
  head: RecordHead,
  releases: readonly Release[],
  { guardedSince }: StackNow,
): Promise<Made> {
  // What has ended since there is a guard gets a record of its own.
  const before = releases.filter(({ updatedAt }) => updatedAt < guardedSince);
  const ended = endedInOrder(before).reverse();
  const found = new Map<Release, ReleaseEnd>();
  await inParallel(ended, atOnce, async (release) => {
    found.set(release, releaseEndOf(release, await actionsToRecord(place, release)));
  });
  const earlier = ended.flatMap((release) => found.get(release) ?? []);
  const digest = { sha256: recordDigest(JSON.stringify(earlier)) };
  return {
    statement: statementOf('begin', [{ name: 'earlier', digest }], { ...head, earlier }),
    what: `records begin here, after ${earlier.length} releases`,
  };
}

const wordsOf = {
  template: 'template',
  parameters: 'parameters',
  guardTemplate: "the guard's template",
  guardParameters: "the guard's parameters",
} as const;
const stackParts = Object.keys(wordsOf) as (keyof typeof wordsOf)[];

/** Undefined where the stack is as the last record has it. */
export function stackChange(last: ReadRecord, head: RecordHead): Made | undefined {
  const before = last.head.stack;
  const { stack } = head;
  const changed = stackParts.filter((part) => stack[part] !== before[part]);
  if (changed.length === 0) return undefined;
  const subjects = stackParts.flatMap((name) => {
    const sha256 = stack[name];
    return sha256 === null ? [] : [{ name, digest: { sha256 } }];
  });
  return {
    statement: statementOf('stack', subjects, { ...head, changed, before }),
    what: `the stack has changed: ${changed.map((part) => wordsOf[part]).join(' and ')}`,
  };
}
