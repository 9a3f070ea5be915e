import { createHash } from 'node:crypto';
import { fieldsOf, parsedObject, textOrNone } from '../fields';
import { fingerprintOf, opened } from '../guard/envelope';
import { predicateTypes, type RecordHead, type RecordKind, type ReleaseEnd } from './record';

/** A record whose signature holds. Whether its signer counts is another question. */
export interface ReadRecord {
  readonly kind: RecordKind;
  readonly head: RecordHead;
  /** All that it says. */
  readonly predicate: Readonly<Record<string, unknown>>;
  /** Fingerprint of the key that has signed it. */
  readonly signer: string;
  /** SHA-256 of the object, which the next record names. */
  readonly digest: string;
}

/** @returns why it is no record, as a clause */
export function openRecord(text: string): ReadRecord | string {
  const signer = signerIn(text);
  if (signer === undefined) return 'it is no signed statement';
  const found = opened(text, [signer]);
  if (typeof found === 'string') return found;
  const { predicateType, predicate } = found.statement;
  const kinds = Object.keys(predicateTypes) as RecordKind[];
  const kind = kinds.find((it) => predicateTypes[it] === predicateType);
  const said = fieldsOf(predicate);
  if (kind === undefined || typeof said.sequence !== 'number') return 'it is no record';
  return {
    kind,
    head: said as unknown as RecordHead,
    predicate: said,
    signer,
    digest: recordDigest(text),
  };
}

export function recordDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The key that an envelope brings along. It proves nothing before it is compared with one that is known. */
function signerIn(text: string): string | undefined {
  const signatures = parsedObject(text)?.signatures;
  const [first] = Array.isArray(signatures) ? signatures : [];
  const key = textOrNone(fieldsOf(first).publicKey);
  return key === undefined ? undefined : fingerprintOf(Buffer.from(key, 'base64'));
}

/** The ends of releases that a record has: one, or all that the first record lists. */
export function endsIn({ kind, predicate }: ReadRecord): ReleaseEnd[] {
  if (kind === 'release') return [predicate as unknown as ReleaseEnd];
  const { earlier } = predicate;
  return kind === 'begin' && Array.isArray(earlier) ? (earlier as ReleaseEnd[]) : [];
}

/** By which one end of a release is told from all others. */
export function endKey({ execution, attempt, outcome }: ReleaseEnd): string {
  return `${execution} ${attempt} ${outcome}`;
}
