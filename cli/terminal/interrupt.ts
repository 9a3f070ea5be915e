import { GitenvError } from '../../lib/errors';

/** Ctrl-C: ends the process at once, saying what goes on without it. At a question it is the answer, and a second one ends the process. */
export class Interrupt {
  private readonly controller = new AbortController();
  private giveUp: ((error: GitenvError) => void) | undefined;
  private sentence: string | undefined;
  private hint: string | undefined;

  constructor(private readonly end: (error: GitenvError) => void) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  announce(sentence: string, hint?: string): void {
    this.sentence = sentence;
    this.hint = hint;
  }

  /**
   * Waits for somebody's answer.
   * @throws GitenvError INTERRUPTED at Ctrl-C, so that what was prepared for the question is taken back before the end
   */
  async answered<T>(answer: Promise<T>): Promise<T> {
    const given = new Promise<never>((_, reject) => {
      this.giveUp = reject;
    });
    try {
      return await Promise.race([answer, given]);
    } finally {
      this.giveUp = undefined;
    }
  }

  fire(): void {
    const { giveUp } = this;
    this.giveUp = undefined;
    if (giveUp) {
      giveUp(this.error());
      return;
    }
    this.controller.abort();
    this.end(this.error());
  }

  private error(): GitenvError {
    const { sentence, hint } = this;
    return sentence === undefined
      ? new GitenvError('INTERRUPTED', 'Interrupted', { changed: 'nothing' })
      : new GitenvError('INTERRUPTED', sentence, { hint });
  }
}
