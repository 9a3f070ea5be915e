import { setTimeout } from 'node:timers/promises';
import { Violation } from '../model/play/demand';

/** Longer than anything takes, on the slowest machine. */
const everMs = 5 * 60_000;

/** @throws Violation where something never ends; nothing is said of how long it may take */
export async function orHangs<T>(
  running: Promise<T>,
  what: string,
  end: () => void = () => undefined,
): Promise<T> {
  const over = new AbortController();
  const hangs = setTimeout(everMs, undefined, { signal: over.signal }).then(() => {
    end();
    throw new Violation(`this never ends: ${what}`);
  });
  try {
    return await Promise.race([running, hangs]);
  } finally {
    over.abort();
    hangs.catch(() => undefined);
  }
}
