/** A ref that a push asked to move. */
export interface PushedRef {
  /** What the ref shall point at, as git named it; empty for a deletion. */
  readonly source: string;
  /** Full name, such as `refs/heads/main`. */
  readonly ref: string;
}

/**
 * Listens to git and `git remote-http` speaking the remote-helper protocol, to learn which refs a push moved. Never
 * changes a byte. From `stateless-connect` on, as in every fetch, what follows is binary and no longer listened to.
 */
export class Conversation {
  private readonly asked: PushedRef[] = [];
  private readonly granted = new Set<string>();
  private dryRun = false;
  private binary = false;
  private readonly fromGit = new LineReader((line) => this.hearGit(line));
  private readonly fromRemote = new LineReader((line) => this.hearRemote(line));

  git(bytes: Buffer): void {
    if (!this.binary) this.fromGit.read(bytes);
  }

  remote(bytes: Buffer): void {
    if (!this.binary) this.fromRemote.read(bytes);
  }

  /** What git has asked to push so far; none in a dry run. */
  get requested(): readonly PushedRef[] {
    return this.dryRun ? [] : this.asked;
  }

  /** What the other side confirmed to have moved. */
  get moved(): readonly PushedRef[] {
    return this.requested.filter(({ ref }) => this.granted.has(ref));
  }

  private hearGit(line: string): void {
    const [, verb, words = ''] = /^(\S+)(?: (.*))?$/.exec(line) ?? [];
    if (verb === 'stateless-connect' || verb === 'connect') this.binary = true;
    if (verb === 'option' && words.startsWith('dry-run')) this.dryRun = words === 'dry-run true';
    if (verb !== 'push') return;
    const colon = words.lastIndexOf(':');
    this.asked.push({
      source: words.slice(0, colon).replace(/^\+/, ''),
      ref: words.slice(colon + 1),
    });
  }

  private hearRemote(line: string): void {
    if (line.startsWith('ok ')) this.granted.add(line.slice(3));
  }
}

/** Cuts bytes into lines, keeping what has no end yet. */
class LineReader {
  private rest = Buffer.alloc(0);

  constructor(private readonly onLine: (line: string) => void) {}

  read(bytes: Buffer): void {
    let buffer = Buffer.concat([this.rest, bytes]);
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10)) {
      this.onLine(buffer.toString('utf8', 0, end));
      buffer = buffer.subarray(end + 1);
    }
    this.rest = buffer;
  }
}
