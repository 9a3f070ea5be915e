import { unquote } from './unquote';

/** A ref that a push asked to move. */
export interface PushedRef {
  /** What the ref shall point at, as git named it; empty for a deletion. */
  readonly source: string;
  /** Full name, such as `refs/heads/main`. */
  readonly ref: string;
  /** Git does not look whether it goes forward: `--force`, a `+`, or a lease. */
  readonly isForced: boolean;
}

/** What is to become of something git said. */
export interface Turn {
  /**
   * `answer` goes back to git; all else goes on to `git remote-http`, a `greeting` at once, a `push` when it may happen.
   * With a `listing` git asks what there is because it is about to push.
   */
  readonly kind: 'greeting' | 'pass' | 'listing' | 'push' | 'answer';
  readonly bytes: Buffer;
}

/**
 * Listens to git and `git remote-http` speaking the remote-helper protocol, to learn what a push is about. Takes out
 * nothing but the push options that are meant for gitenv, which the other side would refuse. From
 * `stateless-connect` on, as in every fetch, what follows is binary and no longer listened to.
 */
export class Conversation {
  private readonly asked: PushedRef[] = [];
  private readonly granted = new Set<string>();
  private readonly denied = new Set<string>();
  private readonly tips = new Map<string, string>();
  private readonly leases = new Set<string>();
  private readonly options: string[] = [];
  private held: Buffer[] = [];
  private dryRun = false;
  private listing: 'none' | 'asked' | 'heard' = 'none';
  private talk = 1;
  private binary = false;
  private readonly fromGit = new LineReader();
  private readonly fromRemote = new LineReader();

  /** @param isOurs which push options are meant for gitenv */
  constructor(private readonly isOurs: (option: string) => boolean = () => false) {}

  git(bytes: Buffer): Turn[] {
    if (this.binary) return [{ kind: 'pass', bytes }];
    const turns: Turn[] = [];
    for (const line of this.fromGit.lines(bytes)) {
      if (this.binary) turns.push({ kind: 'pass', bytes: line });
      else turns.push(...this.hearGit(line));
    }
    if (this.binary) turns.push({ kind: 'pass', bytes: this.fromGit.takeRest() });
    return turns;
  }

  remote(bytes: Buffer): void {
    if (this.binary) return;
    for (const line of this.fromRemote.lines(bytes)) this.hearRemote(textOf(line));
  }

  /** What git has asked to push so far. */
  get proposed(): readonly PushedRef[] {
    return this.asked;
  }

  /** The same, but none in a dry run. */
  get requested(): readonly PushedRef[] {
    return this.dryRun ? [] : this.asked;
  }

  /** 0 under `--quiet`, 1 by default, more under `--verbose`. */
  get verbosity(): number {
    return this.talk;
  }

  /** What the other side confirmed to have moved. */
  get moved(): readonly PushedRef[] {
    return this.requested.filter(({ ref }) => this.granted.has(ref));
  }

  /** What the other side agreed to, in a dry run too. */
  get agreed(): readonly PushedRef[] {
    return this.asked.filter(({ ref }) => this.granted.has(ref));
  }

  /** Whether the other side has said all that there is, which git has asked because it is about to push. */
  get hasListed(): boolean {
    return this.listing === 'heard';
  }

  /** What the other side said not to have moved. Of what is in neither list nobody has said anything. */
  get refused(): readonly PushedRef[] {
    return this.requested.filter(({ ref }) => this.denied.has(ref));
  }

  get isDryRun(): boolean {
    return this.dryRun;
  }

  /** The push options that were meant for gitenv. */
  get pushOptions(): readonly string[] {
    return this.options;
  }

  /** Where the other side said that a ref is. */
  tipOf(ref: string): string | undefined {
    return this.tips.get(ref);
  }

  private hearGit(line: Buffer): Turn[] {
    const text = textOf(line);
    const [, verb, words = ''] = /^(\S+)(?: (.*))?$/.exec(text) ?? [];
    if (verb === 'push') {
      this.held.push(line);
      this.hearPush(words);
      return [];
    }
    if (text === '' && this.held.length > 0) {
      const bytes = Buffer.concat([...this.held, line]);
      this.held = [];
      return [{ kind: 'push', bytes }];
    }
    if (verb === 'stateless-connect' || verb === 'connect') this.binary = true;
    if (verb === 'option' && this.hearOption(words))
      return [{ kind: 'answer', bytes: Buffer.from('ok\n') }];
    const kind = kindOf(text);
    if (kind === 'listing') this.listing = 'asked';
    return [{ kind, bytes: line }];
  }

  private hearPush(words: string): void {
    const colon = words.lastIndexOf(':');
    const ref = words.slice(colon + 1);
    this.asked.push({
      source: words.slice(0, colon).replace(/^\+/, ''),
      ref,
      isForced: words.startsWith('+') || this.leases.has(ref),
    });
  }

  /** @returns whether the option is for gitenv alone */
  private hearOption(words: string): boolean {
    const [, name, quoted = ''] = /^(\S+)(?: (.*))?$/.exec(words) ?? [];
    const value = unquote(quoted);
    if (name === 'dry-run') this.dryRun = value === 'true';
    if (name === 'verbosity') this.talk = Number(value);
    if (name === 'cas') this.leases.add(value.slice(0, value.lastIndexOf(':')));
    if (name !== 'push-option' || !this.isOurs(value)) return false;
    this.options.push(value);
    return true;
  }

  private hearRemote(line: string): void {
    if (line === '' && this.listing === 'asked') this.listing = 'heard';
    if (line.startsWith('ok ')) this.granted.add(line.slice(3));
    if (line.startsWith('error ')) this.denied.add(line.split(' ', 2)[1] ?? '');
    const [, commit, ref] = /^([0-9a-f]{40}) (\S+)/.exec(line) ?? [];
    if (commit !== undefined && ref !== undefined) this.tips.set(ref, commit);
  }
}

/** What `git remote-http` can, and is told to be, is between it and git; only what follows makes it speak to the server. */
function kindOf(text: string): Turn['kind'] {
  if (/^(capabilities$|option )/.test(text)) return 'greeting';
  if (text === 'list for-push') return 'listing';
  return 'pass';
}

function textOf(line: Buffer): string {
  return line.toString('utf8', 0, line.length - 1);
}

/** Cuts bytes into lines, each with its end, keeping what has no end yet. */
class LineReader {
  private rest = Buffer.alloc(0);

  lines(bytes: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let buffer = Buffer.concat([this.rest, bytes]);
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10)) {
      lines.push(buffer.subarray(0, end + 1));
      buffer = buffer.subarray(end + 1);
    }
    this.rest = buffer;
    return lines;
  }

  takeRest(): Buffer {
    const { rest } = this;
    this.rest = Buffer.alloc(0);
    return rest;
  }
}
