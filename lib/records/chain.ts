import { endKey, endsIn, openRecord, type ReadRecord } from './read-record';
import type { RecordHead } from './record';

/** What is wrong with a chain of records, in the order of the records. */
export interface Flaw {
  /** The number of the record that it is about; null if it is about all. */
  readonly sequence: number | null;
  readonly kind:
    | 'missing'
    | 'unreadable'
    | 'misplaced'
    | 'broken link'
    | 'unknown signer'
    | 'elsewhere'
    | 'recorded twice'
    | 'rewritten'
    | 'cut off';
  /** A clause. */
  readonly what: string;
}

/** An object of the records' folder. */
export interface StoredRecord {
  readonly sequence: number;
  readonly text: string;
}

/** What is known of a chain from elsewhere. */
export interface KnownChain {
  /** Fingerprints of the keys that count; undefined where nobody knows any yet. */
  readonly signers?: readonly string[] | undefined;
  /** Digests of the records that were seen before, by their numbers. */
  readonly seen?: ReadonlyMap<number, string> | undefined;
}

export interface VerifiedChain {
  /** Those that can be read, in order, whatever else is wrong with them. */
  readonly records: readonly ReadRecord[];
  readonly flaws: readonly Flaw[];
}

type Whose = Pick<RecordHead, 'application' | 'environment' | 'account' | 'region'>;

/**
 * Whether records are one chain: each is signed, says which number it has and which record was before it, and none is left out.
 * @param stored in the order of their numbers
 * @param whose undefined where any is as good as another, as in an export
 */
export function verifyChain(
  stored: readonly StoredRecord[],
  known: KnownChain = {},
  whose?: Whose,
): VerifiedChain {
  const flaws: Flaw[] = [];
  const records: ReadRecord[] = [];
  let [expected, previous]: [number, string | null] = [1, null];
  for (const { sequence, text } of stored) {
    if (sequence > expected) flaws.push(missing(expected, sequence - 1));
    const isNext = sequence === expected;
    const record = openRecord(text);
    expected = sequence + 1;
    if (typeof record === 'string') {
      flaws.push({ sequence, kind: 'unreadable', what: record });
      previous = null;
      continue;
    }
    // What a record names that cannot be read is not known, and neither is what was left out.
    const link = isNext && (previous !== null || sequence === 1) ? previous : undefined;
    flaws.push(...flawsOf(record, { sequence, previous: link, whose }));
    records.push(record);
    previous = record.digest;
  }
  const others = [againstSeen(stored, records, known), strangers(records, known), twice(records)];
  return { records, flaws: [...flaws, ...others.flat()] };
}

interface Wanted {
  readonly sequence: number;
  /** Undefined where it is not known. */
  readonly previous: string | null | undefined;
  readonly whose: Whose | undefined;
}

function flawsOf(record: ReadRecord, { sequence, previous, whose }: Wanted): Flaw[] {
  const { head } = record;
  const flaw = (kind: Flaw['kind'], what: string): Flaw => ({ sequence, kind, what });
  const isOf = (it: Whose) =>
    (['application', 'environment', 'account', 'region'] as const).every(
      (part) => it[part] === head[part],
    );
  return [
    ...(head.sequence === sequence
      ? []
      : [flaw('misplaced', `it says that it is record ${head.sequence}`)]),
    ...(previous === undefined || head.previous === previous
      ? []
      : [flaw('broken link', 'it does not follow the record that is before it')]),
    ...(whose && !isOf(whose)
      ? [flaw('elsewhere', `it is of ${head.application} in ${head.environment} (${head.account})`)]
      : []),
  ];
}

function missing(from: number, to: number): Flaw {
  const what = from === to ? 'it is not there' : `it and all up to ${to} are not there`;
  return { sequence: from, kind: 'missing', what };
}

/** Who rewrites a chain from some record on, or takes its end away, cannot do that where somebody has seen it. */
function againstSeen(
  stored: readonly StoredRecord[],
  records: readonly ReadRecord[],
  { seen = new Map() }: KnownChain,
): Flaw[] {
  const last = stored.at(-1)?.sequence ?? 0;
  const newest = Math.max(0, ...seen.keys());
  const others = records.filter(
    ({ head, digest }) => (seen.get(head.sequence) ?? digest) !== digest,
  );
  const rewritten = others.map(({ head: { sequence } }): Flaw => {
    return { sequence, kind: 'rewritten', what: 'it was another one when it was seen before' };
  });
  if (newest <= last) return rewritten;
  const what = `record ${newest} was seen before, and the chain ends with ${last}`;
  return [...rewritten, { sequence: null, kind: 'cut off', what }];
}

/**
 * Records whose signer nobody knows. A key that was replaced since needs no other witness than the chain: what a known key has signed
 * names the record before it, and so all that are before that one.
 */
function strangers(records: readonly ReadRecord[], { signers }: KnownChain): Flaw[] {
  if (!signers) return [];
  const flaws: Flaw[] = [];
  let vouchedFor: string | null = null;
  for (const { head, signer, digest } of [...records].reverse()) {
    const isKnown: boolean = signers.includes(signer) || digest === vouchedFor;
    vouchedFor = isKnown ? head.previous : null;
    const what = `it is signed with the key ${signer.slice(0, 16)}, which nobody knows here`;
    if (!isKnown) flaws.unshift({ sequence: head.sequence, kind: 'unknown signer', what });
  }
  return flaws;
}

function twice(records: readonly ReadRecord[]): Flaw[] {
  const seen = new Map<string, number>();
  return records.flatMap((record): Flaw[] =>
    endsIn(record).flatMap((end) => {
      const key = endKey(end);
      const before = seen.get(key);
      seen.set(key, record.head.sequence);
      if (before === undefined) return [];
      const what = `record ${before} has the same end of the release ${end.execution}`;
      return [{ sequence: record.head.sequence, kind: 'recorded twice', what }];
    }),
  );
}
