import { Readable } from 'node:stream';
import { listObjects } from '../../lib/aws/objects/list-objects';
import { readObject, storeObject } from '../../lib/aws/objects/object-store';
import { GitenvError } from '../../lib/errors';
import { bodyOf, preAuthentication, sealed, statementType } from '../../lib/guard/envelope';
import { objectKeys } from '../../lib/object-keys';
import { openRecord, type ReadRecord, recordDigest } from '../../lib/records/read-record';
import type { RecordStatement } from '../../lib/records/record';
import type { GuardPlace } from './place';

/** How many records are read at once. */
const atOnce = 20;

/** The number of the newest record; 0 where there is none. */
export async function newestSequence({ bucket }: GuardPlace): Promise<number> {
  const found = await listObjects(bucket, objectKeys.records);
  const numbers = found.map(({ key }) => Number(/^records\/(\d{12})\.json$/.exec(key)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** Reads records from the newest one on back, as far as they are asked for. @param newest the number of the newest */
export async function* recordsBackFrom(
  place: GuardPlace,
  newest: number,
): AsyncGenerator<ReadRecord> {
  for (let last = newest; last > 0; last -= atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, last) }, (_, index) => last - index);
    yield* await Promise.all(numbers.map((number) => recordAt(place, number)));
  }
}

/** @throws GitenvError BUNDLE_BROKEN where it is not what the guard wrote */
async function recordAt({ bucket, environment }: GuardPlace, sequence: number) {
  const key = objectKeys.record(sequence);
  const text = (await readObject(bucket, key))?.toString();
  const found = text === undefined ? 'it is not there' : openRecord(text);
  if (typeof found !== 'string') return found;
  throw new GitenvError('RECORDS_BROKEN', `${key} is no record: ${found}`, {
    hint: `gitenv audit verify ${environment}`,
  });
}

/**
 * Signs a record and stores it under its number, unless that is taken.
 * @returns the digest of its object; undefined where another guard was faster
 */
export async function append(
  { bucket }: GuardPlace,
  statement: RecordStatement,
  signer: { readonly publicKey: Buffer; sign(message: Buffer): Promise<Buffer> },
): Promise<string | undefined> {
  const signature = await signer.sign(preAuthentication(statementType, bodyOf(statement)));
  const text = `${JSON.stringify(sealed(statement, signature, signer.publicKey))}\n`;
  const body = Buffer.from(text);
  const isStored = await storeObject(bucket, objectKeys.record(statement.predicate.sequence), {
    open: () => Readable.from([body]),
    bytes: body.length,
    sha256: recordDigest(text),
    headers: { 'content-type': 'application/json' },
    onlyNew: true,
  });
  return isStored ? recordDigest(text) : undefined;
}
