import { failureName, failureStatus, systemCode } from '../../errors';
import { fieldsOf } from '../../fields';

/** What AWS's services call it when too much is asked of them. */
export const throttlingNames: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const brokenConnection: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Their pauses last for six seconds together, which is what a service that is deployed anew takes. */
const often = 5;

/** How often a request is sent again after such a failure. */
function retriesAfter(failure: unknown): number {
  const [code, name] = [systemCode(failure) ?? '', failureName(failure)];
  const status = failureStatus(failure) ?? 0;
  if (brokenConnection.has(code) || isLimit(failure)) return often;
  if (status === 500 || status > 501) return often;
  if (fieldsOf(fieldsOf(failure).$metadata).clockSkewCorrected) return 1;
  if (code === 'EAI_AGAIN') return 3;
  // The silence was long already.
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return 1;
  return 0;
}

/** Whether more was asked for than AWS allows. */
export function isLimit(failure: unknown): boolean {
  return throttlingNames.has(failureName(failure)) || failureStatus(failure) === 429;
}

/** Whether nobody has answered at all. */
export function isSilence(failure: unknown): boolean {
  const { name, code, cause } = fieldsOf(failure);
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return true;
  return cause instanceof Error && isSilence(cause);
}

/** Whether the same request may succeed when it is sent again; also of what was made of the failure. */
export function isTransient(failure: unknown): boolean {
  const { cause } = fieldsOf(failure);
  return retriesAfter(failure) > 0 || (cause instanceof Error && isTransient(cause));
}

/**
 * How many ms to wait before a request is sent again; undefined if it is not to be.
 * @param failed how often it has failed so far
 * @param isPatient false for whoever does not wait a second time for an answer
 */
export function pauseAfter(failure: unknown, failed: number, isPatient = true): number | undefined {
  if (!isPatient && isSilence(failure)) return undefined;
  return failed > retriesAfter(failure) ? undefined : growingPause(failed);
}

/** In ms. Not the same for everybody, so that those who failed together do not come again together. */
export function growingPause(failed: number): number {
  return 100 * 2 ** failed * (0.75 + Math.random() / 2);
}

/** Sends a request again after a failure that may pass. @param pause as `pauseAfter` is */
export async function withRetries<T>(
  send: () => Promise<T>,
  pause: (failure: unknown, failed: number) => number | undefined = pauseAfter,
): Promise<T> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await send();
    } catch (error) {
      const ms = pause(error, failed);
      if (ms === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
}
