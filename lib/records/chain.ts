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
  /** The newest record that was seen before. */
  readonly head?: { readonly sequence: number; readonly digest: string } | undefined;
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
    flaws.push(...flawsOf(record, { sequence, previous: link, known, whose }));
    records.push(record);
    previous = record.digest;
  }
  return { records, flaws: [...flaws, ...againstHead(stored, records, known), ...twice(records)] };
}

interface Wanted {
  readonly sequence: number;
  /** Undefined where it is not known. */
  readonly previous: string | null | undefined;
  readonly known: KnownChain;
  readonly whose: Whose | undefined;
}

function flawsOf(record: ReadRecord, { sequence, previous, known, whose }: Wanted): Flaw[] {
  const { head, signer } = record;
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
    ...(known.signers && !known.signers.includes(signer)
      ? [flaw('unknown signer', `it is signed with the key ${signer.slice(0, 16)}`)]
      : []),
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
function againstHead(
  stored: readonly StoredRecord[],
  records: readonly ReadRecord[],
  { head }: KnownChain,
): Flaw[] {
  if (!head) return [];
  const { sequence, digest } = head;
  const what = `record ${sequence} was seen before`;
  if ((stored.at(-1)?.sequence ?? 0) < sequence)
    return [{ sequence: null, kind: 'cut off', what: `${what}, and the chain ends before it` }];
  const now = records.find((it) => it.head.sequence === sequence);
  if (!now || now.digest === digest) return [];
  return [{ sequence, kind: 'rewritten', what: `${what}, and was another one` }];
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
