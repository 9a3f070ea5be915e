import type { LiveArea, Sink } from '../terminal/output';
import { Painter } from '../terminal/painter';

/** An answer that is not complete yet, shown until the whole one takes its place. */
export class Draft implements LiveArea {
  private readonly painter: Painter;
  private isOver = false;

  constructor(private readonly sink: Sink) {
    this.painter = new Painter(sink);
  }

  /** In place of what was shown last. As much as there is room for. */
  show(text: string): void {
    if (!this.isOver) this.painter.paint(text.split('\n').slice(0, this.painter.rows));
  }

  above(write: () => void): void {
    this.painter.above(write);
  }

  settle(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.painter.clear();
    return true;
  }

  leave(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.sink.write('\n');
    return true;
  }
}
