import { failureMessage, failureName } from '../../errors';
import { fieldsOf } from '../../fields';

/** By how many ms AWS's clock is ahead of this machine's, as far as refusals have told. */
let ahead = 0;
let learnt: unknown;
/** What was known of that when the request was signed that failed. */
const knownThen = new WeakMap<object, number>();

/** The time by AWS's clock. */
export function awsNow(): Date {
  return new Date(Date.now() + ahead);
}

/**
 * Sends what is signed for AWS's time.
 * @param send is given that time; its failures may be given to `learnClock`
 */
export async function sendSignedNow<T>(send: (now: Date) => Promise<T>): Promise<T> {
  const known = ahead;
  try {
    return await send(awsNow());
  } catch (failure) {
    if (typeof failure === 'object' && failure !== null) knownThen.set(failure, known);
    throw failure;
  }
}

/** The refusal that told that this machine's clock is wrong; undefined if it is right, as far as known. */
export function clockRefusal(): unknown {
  return learnt;
}

/** Whether a signature was refused for its time. AWS has one name for every bad signature; only the text tells. */
export function isClockSkew(failure: unknown): boolean {
  const [name, message] = [failureName(failure), failureMessage(failure)];
  if (name === 'RequestExpired' || name === 'RequestTimeTooSkewed') return true;
  const isSignature = name === 'InvalidSignatureException' || name === 'SignatureDoesNotMatch';
  return isSignature && /Signature (expired|not yet current)/i.test(message);
}

/**
 * Learns AWS's time from a refusal of `sendSignedNow`, by which everything is signed from then on.
 * @returns false where it says nothing that was not known when the request was signed: signing again does not help. Of several
 *   requests that are refused together all are worth it
 */
export function learnClock(failure: unknown): boolean {
  if (!isClockSkew(failure)) return false;
  const before = knownThen.get(Object(failure)) ?? ahead;
  const { headers } = fieldsOf(fieldsOf(failure).$response);
  const offset = Date.parse(String(fieldsOf(headers).date)) - Date.now();
  if (Number.isNaN(offset)) return false;
  ahead = offset;
  learnt = Math.abs(offset) > 60_000 ? failure : undefined;
  return Math.abs(offset - before) > 60_000;
}

/**
 * By how much this machine's clock is wrong, as the beginning of a sentence.
 * @param theirs the Date header of AWS's refusal
 */
export function clockBehind(theirs: unknown, ours: Date): string {
  const offset = Date.parse(String(theirs)) - ours.getTime();
  if (Number.isNaN(offset))
    return `This machine's clock (${ours.toISOString()}) differs too much from AWS's`;
  const direction = offset > 0 ? 'behind' : 'ahead of';
  return `This machine's clock is ${spanOf(Math.abs(offset))} ${direction} AWS's`;
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
