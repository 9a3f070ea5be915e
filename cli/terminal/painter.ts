import { stripVTControlCharacters } from 'node:util';
import type { Sink } from './output';
import { columnsOf } from './width';

/**
 * Keeps a few lines at the bottom of a terminal up to date. The cursor stays visible, and behind the last line, so
 * that whatever ends the process leaves nothing to be put right.
 */
export class Painter {
  private drawn: readonly string[] = [];

  constructor(private readonly sink: Sink) {}

  get columns(): number {
    return this.sink.columns || 80;
  }

  /** Lines that can be painted without scrolling. */
  get rows(): number {
    return Math.max(1, (this.sink.rows || 24) - 1);
  }

  /** In place of what was painted last. */
  paint(lines: readonly string[]): void {
    this.sink.write(`${this.eraser()}${lines.join('\n')}`);
    this.drawn = lines;
  }

  /** Lets something be written where the painted lines were, and paints them again below it. */
  above(write: () => void): void {
    const lines = this.drawn;
    this.clear();
    write();
    if (lines.length > 0) this.paint(lines);
  }

  clear(): void {
    const eraser = this.eraser();
    if (eraser !== '') this.sink.write(eraser);
    this.drawn = [];
  }

  /** A terminal that became narrower has wrapped what was painted. */
  private eraser(): string {
    if (this.drawn.length === 0) return '';
    const taken = this.drawn.map((line) =>
      Math.max(1, Math.ceil(columnsOf(stripVTControlCharacters(line)) / this.columns)),
    );
    const up = taken.reduce((sum, rows) => sum + rows, 0) - 1;
    return `\r${up > 0 ? `\x1b[${up}A` : ''}\x1b[J`;
  }
}
