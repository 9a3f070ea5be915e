import Table from 'cli-table3';
import { type Trouble, troubles } from './trouble';

interface Line {
  done: number;
  readonly ended: Map<string, number>;
  readonly said: Map<string, number>;
}

/** What was done how often, how the commands ended in which it was done, and what they said. */
export class Ledger {
  private readonly lines = new Map<Trouble, Line>();
  rounds = 0;
  lost = 0;

  enter(trouble: Trouble, exit: number | string, stderr: string): void {
    const line = this.lines.get(trouble) ?? { done: 0, ended: new Map(), said: new Map() };
    this.lines.set(trouble, line);
    line.done += 1;
    count(line.ended, String(exit));
    const [, clause] =
      /^gitenv: (.*)$/m.exec(stderr) ?? /^(?:fatal|error): (.*)$/m.exec(stderr) ?? [];
    if (exit !== 0 && clause) count(line.said, general(clause));
  }

  table(): string {
    const table = new Table({
      head: ['what was done', 'times', 'ended with', 'said most often'],
      style: { head: [], border: [], compact: true },
      colWidths: [undefined, undefined, 26, 90].map((width) => width ?? null),
      wordWrap: true,
    });
    for (const trouble of troubles) {
      const line = this.lines.get(trouble);
      if (line) table.push([trouble, line.done, mostOf(line.ended, 9), mostOf(line.said, 2)]);
    }
    return `${table}\nLost: ${this.lost}, in ${this.rounds} rounds.\n`;
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Without what differs from one story to another. */
function general(text: string): string {
  return text.replace(/\b[0-9a-f]{8,40}\b/g, '…').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');
}

function mostOf(counts: Map<string, number>, most: number): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([what, times]) => (times === 1 ? what : `${what} (${times} ×)`))
    .join('\n');
}
