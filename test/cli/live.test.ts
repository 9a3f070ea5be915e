import { createColors } from 'picocolors';
import { Live } from '../../cli/render/live-view';
import { Output } from '../../cli/terminal/output';
import { Painter } from '../../cli/terminal/painter';

/** A terminal that keeps the rows it shows; knows what the painter writes. */
class Terminal {
  readonly isTTY = true;
  columns = 20;
  rows = 10;
  private lines: string[] = [''];
  private row = 0;
  private column = 0;

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is told
    for (const [part] of text.matchAll(/\u001b\[(\d*)[A-Z]|[\s\S]/gu)) this.obey(part);
  }

  /** What a narrower terminal does to what it shows. */
  narrow(columns: number): void {
    this.columns = columns;
    this.lines = this.lines.flatMap(
      (line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [''],
    );
    this.row = this.lines.length - 1;
    this.column = this.lines[this.row]?.length ?? 0;
  }

  get shown(): string[] {
    return this.lines.map((line) => line.trimEnd());
  }

  private obey(part: string): void {
    if (part === '\n') this.go(this.row + 1, 0);
    else if (part === '\r') this.column = 0;
    else if (part.endsWith('A') && part.startsWith('\u001b')) this.row -= Number(part.slice(2, -1));
    else if (part === '\u001b[J') {
      this.lines = this.lines.slice(0, this.row + 1);
      this.lines[this.row] = (this.lines[this.row] ?? '').slice(0, this.column);
    } else {
      const line = (this.lines[this.row] ?? '').padEnd(this.column);
      this.lines[this.row] = line.slice(0, this.column) + part + line.slice(this.column + 1);
      this.column += 1;
    }
  }

  private go(row: number, column: number): void {
    this.row = row;
    this.column = column;
    this.lines[row] ??= '';
  }
}

const release = {
  id: 'r',
  status: 'InProgress',
  commit: '0123456789',
  subject: '',
  startedAt: new Date(0),
  updatedAt: new Date(5000),
  pushedBy: undefined,
  trigger: undefined,
  triggerDetail: undefined,
} as const;

let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal();
});

const outputOn = (
  options: { env?: Record<string, string>; quiet?: boolean; verbose?: boolean } = {},
) =>
  new Output({
    stdout: terminal,
    stderr: terminal,
    env: {},
    json: false,
    quiet: false,
    ...options,
  });

describe('what is painted', () => {
  test('takes the place of what was painted before', () => {
    const painter = new Painter(terminal);
    terminal.write('before\n');
    painter.paint(['one', 'two', 'three']);
    painter.paint(['1', '2']);
    expect(terminal.shown).toEqual(['before', '1', '2']);
    painter.above(() => terminal.write('between\n'));
    expect(terminal.shown).toEqual(['before', 'between', '1', '2']);
    painter.clear();
    expect(terminal.shown).toEqual(['before', 'between', '']);
  });

  test('leaves no rest on a terminal that became narrower and wrapped it', () => {
    const painter = new Painter(terminal);
    terminal.write('before\n');
    painter.paint(['a line of 18 signs', 'short']);
    terminal.narrow(7);
    painter.paint(['now']);
    expect(terminal.shown).toEqual(['before', 'now']);
  });
});

describe('a release on a terminal', () => {
  const open = (output: Output) => {
    const colors = createColors(false);
    const live = new Live({ sink: terminal, colors, environment: 'dev', now: () => new Date(0) });
    output.show(live);
    live.change({ kind: 'started', release });
    return live;
  };

  test('lets other lines stand above it, and settles before an answer', () => {
    terminal.columns = 80;
    const output = outputOn();
    const live = open(output);
    output.progress('a line');
    output.resultLine({}, 'a result');
    expect(terminal.shown).toEqual(['a line', 'a result', 'dev: releasing 01234567  1 s']);
    output.notice('the end');
    live.tick();
    expect(terminal.shown.slice(2)).toEqual(['dev: releasing 01234567', 'the end', '']);
  });

  test('is left as it is by a signal, after which others may have written', () => {
    terminal.columns = 80;
    const output = outputOn();
    const live = open(output);
    expect(output.leave()).toBe(true);
    output.notice('interrupted');
    live.tick();
    expect(terminal.shown).toEqual(['dev: releasing 01234567  1 s', 'interrupted', '']);
  });

  test('is redrawn only where somebody looks', () => {
    expect(outputOn().liveSink).toBe(terminal);
    expect(outputOn({ env: { NO_COLOR: '1' } }).liveSink).toBe(terminal);
    for (const options of [
      { env: { CI: 'true' } },
      { env: { TERM: 'dumb' } },
      { quiet: true },
      { verbose: true },
    ])
      expect(outputOn(options).liveSink).toBeUndefined();
  });
});
