import type { ReleaseView } from '../../lib/release/following/progress';
import type { Colors, LiveArea, Sink } from '../terminal/output';
import { Painter } from '../terminal/painter';
import { applyChange, applyLog, beginLive, renderLive, renderSettled } from './live';

export interface LiveOptions {
  readonly sink: Sink;
  readonly colors: Colors;
  readonly environment: string;
  readonly now: () => Date;
}

/** The release being followed, redrawn as time passes; one summary stays. */
export class Live implements LiveArea {
  private readonly painter: Painter;
  private state: ReturnType<typeof beginLive>;
  private frame = 0;
  private timer: NodeJS.Timeout | undefined;
  private settled = false;

  constructor(private readonly options: LiveOptions) {
    this.painter = new Painter(options.sink);
    this.state = beginLive(options.environment, options.now());
  }

  /** Redraws by itself from now on, which keeps no process alive. */
  start(everyMs = 120): this {
    this.timer = setInterval(() => this.tick(), everyMs);
    this.timer.unref();
    return this;
  }

  tick(): void {
    this.frame += 1;
    this.draw();
  }

  change(change: Parameters<ReleaseView['change']>[0]): void {
    this.state = applyChange(this.state, change, this.options.now());
    if (change.kind === 'over') this.settle();
    else this.draw();
  }

  log(line: string): void {
    this.state = applyLog(this.state, line);
  }

  above(write: () => void): void {
    if (this.settled) write();
    else this.painter.above(write);
  }

  settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearInterval(this.timer);
    this.painter.clear();
    if (this.state.title === '') return true;
    const { sink, colors } = this.options;
    const lines = renderSettled(this.state, { columns: this.painter.columns, colors });
    sink.write(lines.map((line) => `${line}\n`).join(''));
    return true;
  }

  leave(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearInterval(this.timer);
    this.options.sink.write('\n');
    return true;
  }

  private draw(): void {
    if (this.settled || this.state.title === '') return;
    const { columns, rows } = this.painter;
    const { colors, now } = this.options;
    const view = { now: now(), columns, rows, colors, frame: this.frame };
    this.painter.paint(renderLive(this.state, view));
  }
}
