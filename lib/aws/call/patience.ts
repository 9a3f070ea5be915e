import { isSilence } from './retry';

/**
 * How long whoever looks at several accounts waits for one that does not answer. A service that was silent once is not
 * asked again, so that an account costs that time once, whatever is asked of it.
 */
export class LookPatience {
  private readonly silent = new Map<string, unknown>();

  /** @param silenceMs how long a connection, or an answer, is waited for */
  constructor(readonly silenceMs: number) {}

  /** @throws what `ask` throws; without asking, if the service was silent before */
  async wait<T>(service: string, ask: () => Promise<T>): Promise<T> {
    if (this.silent.has(service)) throw this.silent.get(service);
    try {
      return await ask();
    } catch (error) {
      if (isSilence(error)) this.silent.set(service, error);
      throw error;
    }
  }
}
