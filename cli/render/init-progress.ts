import type { InitEvent } from '../../lib/setup/init/port';
import type { RightsQuestion } from '../../lib/setup/policy/decide';
import type { Output } from '../terminal/output';
import { renderRightsAnswers } from './deploy-rights';
import { renderInitEvent } from './init';
import { StackProgress } from './stack-rows';
import { hung } from './text';

/** Tells what `gitenv init` does, and makes way for what it asks. */
export class InitProgress {
  private readonly stacks: StackProgress;

  constructor(
    private readonly output: Output,
    private readonly environments: readonly string[],
  ) {
    this.stacks = new StackProgress(output, environments, (environment, event) =>
      this.linesOf({ kind: 'progress', environment, event }),
    );
  }

  say(event: InitEvent): void {
    if (event.kind === 'progress') {
      this.stacks.take(event.environment, event.event);
      return;
    }
    if (event.kind === 'planned')
      for (const name of event.environments) this.stacks.expect(name, countOf(event));
    if (event.kind === 'installed' || event.kind === 'failed') this.stacks.end(event.environment);
    for (const line of this.linesOf(event)) this.output.progress(line);
  }

  /** @returns what the question comes to, which is asked where nothing is redrawn */
  ask<T>(question: () => T): T {
    this.stacks.settle();
    return question();
  }

  /** The same, below what each answer would mean. */
  askRights<T>(question: RightsQuestion, choose: () => T): T {
    return this.ask(() => {
      this.output.notice(renderRightsAnswers(question));
      return choose();
    });
  }

  /** On a terminal, lines that are broken between words, so that the signs at their beginnings stay a column. */
  private linesOf(event: InitEvent): string[] {
    const { liveSink, progressColors } = this.output;
    const isShort = liveSink !== undefined;
    const lines = renderInitEvent(event, this.environments, progressColors, isShort);
    return liveSink?.columns ? lines.flatMap((line) => hung(line, liveSink.columns)) : lines;
  }
}

/** How many resources are to change, as far as that is known before. */
function countOf({ changes, guard }: Extract<InitEvent, { kind: 'planned' }>): number | undefined {
  if (guard?.becomes === 'following' || guard?.becomes === 'gone') return undefined;
  return changes || guard ? (changes?.length ?? 0) + (guard?.changes.length ?? 0) : undefined;
}
