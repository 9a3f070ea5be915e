import { createColors } from 'picocolors';
import { isFields } from '../../lib/fields';

export type Colors = ReturnType<typeof createColors>;

/** A place to write, such as `process.stdout`. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Lines at the bottom of the terminal that are redrawn while others are written. */
export interface LiveArea {
  /** Lets something be written above them. */
  above(write: () => void): void;
  /** Leaves what shall stay. @returns false where that was done before */
  settle(): boolean;
  /** Stops where it is, because others may have written meanwhile. @returns false where it had ended before */
  leave(): boolean;
}

export interface OutputOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly quiet: boolean;
  /** All that builds print, as lines that stay. */
  readonly verbose?: boolean;
}

/**
 * All that gitenv says. Results go to stdout, once and as JSON where asked for; everything on the way there goes to
 * stderr, a line at a time.
 */
export class Output {
  readonly json: boolean;
  /** For text on stdout. */
  readonly colors: Colors;
  /** For text on stderr. */
  readonly progressColors: Colors;
  private answered = false;
  private area: LiveArea | undefined;

  constructor(private readonly options: OutputOptions) {
    this.json = options.json;
    this.colors = createColors(wantsColor(options.stdout, options.env));
    this.progressColors = createColors(wantsColor(options.stderr, options.env));
  }

  /** Where lines may be redrawn: on a terminal that somebody looks at. */
  get liveSink(): Sink | undefined {
    const { stderr, env, quiet, verbose } = this.options;
    const watched = stderr.isTTY && !env.CI && env.TERM !== 'dumb';
    return watched && !quiet && !verbose ? stderr : undefined;
  }

  get verbose(): boolean {
    return this.options.verbose ?? false;
  }

  get isQuiet(): boolean {
    return this.options.quiet;
  }

  /** From now on everything else is written above these lines. */
  show(area: LiveArea): void {
    this.area = area;
  }

  /** Ends what is redrawn. @returns whether anything was */
  settle(): boolean {
    const settled = this.area?.settle() ?? false;
    this.area = undefined;
    return settled;
  }

  /** For the end by a signal, after which a shell may have its prompt on the terminal already. */
  leave(): boolean {
    const left = this.area?.leave() ?? false;
    this.area = undefined;
    return left;
  }

  /** Columns of the terminal that results are shown on; undefined where they go to a file or another program. */
  get columns(): number | undefined {
    const { isTTY, columns } = this.options.stdout;
    // A terminal without a size, as `script` and `expect` make one, has 0.
    return isTTY && columns ? columns : undefined;
  }

  /** True once something went to stdout. */
  get hasAnswered(): boolean {
    return this.answered;
  }

  /** The command's answer: the value as JSON under `--json`, its text otherwise. */
  result(value: unknown, text: () => string): void {
    this.settle();
    this.answered = true;
    const { stdout } = this.options;
    if (this.json) {
      for (const piece of gathered(jsonPieces(value))) stdout.write(piece);
      return;
    }
    const whole = this.shown(text());
    if (whole !== '') stdout.write(whole.endsWith('\n') ? whole : `${whole}\n`);
  }

  /** One line of an answer that comes bit by bit: the value as one line of JSON under `--json`, its text otherwise. */
  resultLine(value: unknown, text: string): void {
    this.answered = true;
    const { stdout } = this.options;
    const write = () => stdout.write(`${this.json ? asJson(value) : this.shown(text)}\n`);
    if (stdout.isTTY) this.above(write);
    else write();
  }

  /** What is going on; silent under `--quiet`. */
  progress(line: string): void {
    if (!this.options.quiet)
      this.above(() => this.options.stderr.write(`${steeringNothing(line)}\n`));
  }

  /** What the user should know even under `--quiet`. */
  notice(line: string): void {
    this.settle();
    this.options.stderr.write(`${steeringNothing(line)}\n`);
  }

  /** A file may get what was asked for byte by byte, as `gitenv logs --raw` does. */
  private shown(text: string): string {
    return this.options.stdout.isTTY ? steeringNothing(text) : text;
  }

  private above(write: () => void): void {
    if (this.area) this.area.above(write);
    else write();
  }
}

/** What is not known is null, so that a reader finds the same keys in every answer. */
function explicit(_: string, value: unknown): unknown {
  return value === undefined ? null : value;
}

/**
 * The last door to the terminal: colours alone pass. Renderers have made what others wrote printable before; what one of
 * them forgets steers nothing all the same.
 */
export function steeringNothing(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const steering = /(\u001b\[[\d;]*m|[\n\t])|[\p{Cc}\p{Bidi_Control}]/gu;
  return text.replace(steering, (_, kept: string | undefined) => kept ?? ' ');
}

/** A terminal that shows it obeys what JSON leaves as it is. */
function asJson(value: unknown, indent?: number): string {
  const escaped = (text: string) => `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, explicit, indent).replace(
    /[\u007f-\u009f]|\p{Bidi_Control}/gu,
    escaped,
  );
}

/** From so many items on a list is written item by item: as one text, 10,000 releases take 80 MB. */
const longList = 100;

/** What `JSON.stringify` with an indent of 2 says, and a line's end. */
function* jsonPieces(value: unknown): Generator<string> {
  const lists = isFields(value) ? Object.values(value).filter(isLong) : [];
  if (!isFields(value) || lists.length === 0) return yield `${asJson(value, 2)}\n`;
  let before = '{\n';
  for (const [key, one] of Object.entries(value)) {
    yield `${before}  ${asJson(key)}: `;
    if (isLong(one)) yield* listPieces(one);
    else yield indented(asJson(one, 2), '  ');
    before = ',\n';
  }
  yield '\n}\n';
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let before = '[\n';
  for (const item of list) {
    yield `${before}    ${indented(asJson(item, 2), '    ')}`;
    before = ',\n';
  }
  yield '\n  ]';
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= longList;
}

/** A text within JSON has no line's end. */
function indented(json: string, by: string): string {
  return json.replaceAll('\n', `\n${by}`);
}

const writtenAtOnce = 64 * 1024;

/** As few pieces as fit into what a pipe takes at once. */
function* gathered(pieces: Iterable<string>): Generator<string> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < writtenAtOnce) continue;
    yield waiting;
    waiting = '';
  }
  if (waiting !== '') yield waiting;
}

function wantsColor(sink: Sink, env: OutputOptions['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return sink.isTTY === true && !env.CI && env.TERM !== 'dumb';
}
