import { GitenvError } from '../../lib/errors';

/** Ctrl-C: ends the process at once, saying what goes on without it. */
export class Interrupt {
  private readonly controller = new AbortController();
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

  fire(): void {
    this.controller.abort();
    const { sentence, hint } = this;
    this.end(
      sentence === undefined
        ? new GitenvError('INTERRUPTED', 'Interrupted', { changed: 'nothing' })
        : new GitenvError('INTERRUPTED', sentence, { hint }),
    );
  }
}
