import type { StackEvent } from '../../lib/aws/stack/stack-events';
import type { Colors, Output } from '../terminal/output';
import { columnsOf, cutToColumns } from '../terminal/width';
import { Draft } from './draft';
import { cutPainted } from './text';

/** A stack that CloudFormation works on. */
interface Row {
  readonly done: ReadonlySet<string>;
  /** What CloudFormation said last. */
  readonly last: StackEvent;
}

/** What CloudFormation does in several environments at the same time: a row for each, in place of a line for each event. */
export class StackRows {
  private readonly rows = new Map<string, Row>();
  private readonly totals = new Map<string, number>();

  constructor(
    private readonly environments: readonly string[],
    private readonly view: { readonly columns: number; readonly colors: Colors },
  ) {}

  /** How many resources are to change there. */
  expect(environment: string, total: number): void {
    this.totals.set(environment, total);
  }

  /** @returns whether the row says everything of it; a failure has to be told as well, since it must stay on the screen */
  take(environment: string, event: StackEvent): boolean {
    const done = new Set(this.rows.get(environment)?.done);
    if (!event.isStack && /_(COMPLETE|FAILED|SKIPPED)$/.test(event.status))
      done.add(event.logicalId);
    this.rows.set(environment, { done, last: event });
    return !event.status.endsWith('_FAILED');
  }

  /** CloudFormation is done there, and a line above has said so. */
  end(environment: string): void {
    this.rows.delete(environment);
  }

  /** A row for each environment of which something was heard. */
  toString(): string {
    const { columns, colors } = this.view;
    const width = Math.max(...this.environments.map((name) => columnsOf(name))) + 2;
    return this.environments
      .flatMap((name) => {
        const row = this.rows.get(name);
        if (!row) return [];
        const gap = ' '.repeat(width - columnsOf(name));
        const what = describe(row, this.totals.get(name));
        return [
          cutPainted(`${colors.bold(name)}${gap}${cutToColumns(what, columns - width)}`, columns),
        ];
      })
      .join('\n');
  }
}

/** @param total resources that are to change; undefined where that is not known */
function describe({ done, last }: Row, total: number | undefined): string {
  const many = total === undefined ? `${done.size}` : `${Math.min(done.size, total)} of ${total}`;
  const what = last.isStack ? 'the stack' : last.logicalId;
  return `${many} ${total === 1 ? 'resource' : 'resources'}, ${last.status} ${what}`;
}

/** Shows what CloudFormation does: in rows that are redrawn where somebody watches, a line an event elsewhere and under `--verbose`. */
export class StackProgress {
  private readonly rows: StackRows | undefined;
  private draft: Draft | undefined;

  constructor(
    private readonly output: Output,
    environments: readonly string[],
    private readonly linesOf: (environment: string, event: StackEvent) => readonly string[],
  ) {
    const { liveSink: sink, progressColors: colors } = output;
    this.rows = sink && new StackRows(environments, { columns: sink.columns || 80, colors });
  }

  /** How many resources are to change there, if that is known. */
  expect(environment: string, total: number | undefined): void {
    if (total !== undefined) this.rows?.expect(environment, total);
  }

  take(environment: string, event: StackEvent): void {
    const isShown = this.rows?.take(environment, event) ?? false;
    if (!isShown) for (const line of this.linesOf(environment, event)) this.output.progress(line);
    this.draw();
  }

  /** Of one environment; what comes next about it is a line. */
  end(environment: string): void {
    this.rows?.end(environment);
    this.draw();
  }

  /** What is said next may be a question, and stands where the rows were. */
  settle(): void {
    this.output.settle();
    this.draft = undefined;
  }

  private draw(): void {
    const { liveSink: sink } = this.output;
    if (!sink || !this.rows) return;
    if (!this.draft) {
      this.draft = new Draft(sink);
      this.output.show(this.draft);
    }
    this.draft.show(this.rows.toString());
  }
}
