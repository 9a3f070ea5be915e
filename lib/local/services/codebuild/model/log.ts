import type { Build } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { Mask } from './mask';

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** CloudWatch Logs takes so many events, and so many bytes with 26 for each event, in one call. */
const maxEvents = 10_000;
const maxBytes = 1_048_576;
const bytesAnEvent = 26;
/** A longer line becomes several events. */
const maxLine = 64 * 1024;
/** So much output may wait to be written before the build is told to hold its output back. */
const maxWaiting = 2 * 1024 * 1024;

/**
 * A build's log in CloudWatch Logs. A line is handed over as soon as it is complete; lines that come while the
 * call before is under way go together in the next one.
 */
export class BuildLog {
  readonly mask = new Mask();
  private waiting: LogEvent[] = [];
  private waitingBytes = 0;
  private partial: Buffer[] = [];
  private partialBytes = 0;
  private pump: Promise<void> | undefined;
  private held = false;
  private failure: unknown;

  /** @param role with whose rights the lines are written; while there is none, no line is */
  constructor(
    private readonly role: () => Context | undefined,
    private readonly context: Context,
    /** Undefined where the project keeps no log. */
    private readonly target: { group: string; stream: string } | undefined,
    private readonly onPressure: (held: boolean) => void,
  ) {}

  /** A line of CodeBuild's own. */
  note(text: string): void {
    this.endLine();
    for (const line of text.split('\n'))
      this.add(`[Container] ${stamp(this.context.now())} ${line}`);
  }

  /** Output of the build's commands. */
  output(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.take(chunk.subarray(start, end));
      this.endLine(true);
      start = end + 1;
    }
    if (start < chunk.length) this.take(chunk.subarray(start));
  }

  /** Ends a line that the output left open, as before a line of CodeBuild's own. */
  endLine(evenEmpty = false): void {
    if (this.partialBytes === 0 && !evenEmpty) return;
    const [first, ...rest] = this.partial;
    const line = first && rest.length === 0 ? first : Buffer.concat(this.partial);
    this.partial = [];
    this.partialBytes = 0;
    this.add(line.toString('utf8').replace(/\r$/, ''));
  }

  /** Resolves when every line so far can be read. */
  async flushed(): Promise<void> {
    this.endLine();
    while (this.pump) await this.pump;
    if (this.failure !== undefined && !(this.failure instanceof ServiceError)) throw this.failure;
  }

  /** A log that was deleted while it was written takes no more lines; the build goes on without. */
  private giveUp(error: unknown): void {
    this.failure = error;
    this.waiting = [];
    this.waitingBytes = 0;
    this.hold(false);
  }

  private take(part: Buffer): void {
    // Parts are views of buffers that the reader uses again.
    this.partial.push(Buffer.from(part));
    this.partialBytes += part.length;
    if (this.partialBytes >= maxLine) this.endLine();
  }

  private add(line: string): void {
    if (!this.target || this.failure !== undefined) return;
    const message = `${this.mask.hide(line)}\n`;
    this.waiting.push({ timestamp: this.context.now().getTime(), message });
    this.waitingBytes += message.length;
    this.hold(this.waitingBytes > maxWaiting);
    this.pump ??= this.write()
      .catch((error: unknown) => this.giveUp(error))
      .finally(() => {
        this.pump = undefined;
      });
  }

  private async write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const logEvents = this.takeBatch();
      await this.role()?.call('logs', 'PutLogEvents', {
        logGroupName: this.target?.group,
        logStreamName: this.target?.stream,
        logEvents,
      });
      this.hold(this.waitingBytes > maxWaiting);
      // The log is one reader of the machine among others.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private takeBatch(): LogEvent[] {
    let bytes = 0;
    let count = 0;
    for (const { message } of this.waiting) {
      bytes += Buffer.byteLength(message) + bytesAnEvent;
      if (count === maxEvents || (count > 0 && bytes > maxBytes)) break;
      this.waitingBytes -= message.length;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    this.onPressure(held);
  }
}

/** `2026/11/21 08:20:00.123000`, in UTC as CodeBuild prints it. */
function stamp(now: Date): string {
  return `${now.toISOString().replace('T', ' ').replace(/-/g, '/').replace('Z', '')}000`;
}

/** Where a build's log goes; nothing where its project keeps none. */
export function logTarget({ logs }: Build): { group: string; stream: string } | undefined {
  if (!logs?.groupName || !logs.streamName) return undefined;
  return { group: logs.groupName, stream: logs.streamName };
}
