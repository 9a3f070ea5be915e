import { GitenvError } from '../errors';
import type { SeenPush } from './push-facts';
import type { Words } from './words';

/** What is known of a push before the environment is. */
type KnownBefore = Omit<SeenPush, 'guarded' | 'questions'>;

/** The words about a push, whose code is loaded only once git asks what there is because it is about to push. */
export class LateWords {
  private words: Promise<Words> | undefined;

  /** @param ask asks what the guards have to know, which words know as well */
  constructor(
    private readonly known: KnownBefore,
    private readonly ask: () => Promise<Pick<SeenPush, 'guarded' | 'questions'>>,
    private readonly say: (line: string) => void,
  ) {}

  begin(): void {
    this.words ??= this.make();
    // Whoever waits for them hears of it.
    this.words.catch(() => undefined);
  }

  async beforeAnswer(): Promise<void> {
    await unlessUnknown(async () => (await this.words)?.beforeAnswer());
  }

  pushing(): void {
    void this.words?.then((words) => words.pushing());
  }

  /** @returns what the helper ends with, if nothing else fails */
  async after(): Promise<number> {
    return (await unlessUnknown(async () => (await this.words)?.after())) ?? 0;
  }

  private async make(): Promise<Words> {
    const [code, { guarded, questions }] = await Promise.all([import('./words'), this.ask()]);
    return new code.Words({ ...this.known, guarded, questions }, this.say);
  }
}

/** What cannot be told is no reason for a push to fail. */
async function unlessUnknown<T>(tell: () => Promise<T>): Promise<T | undefined> {
  try {
    return await tell();
  } catch (error) {
    if (error instanceof GitenvError) return undefined;
    throw error;
  }
}
