/** What `git push` was asked for, as its words tell. */
export interface PushCommand {
  /** Whether the words say where to; git's configuration does otherwise. */
  readonly isRemoteNamed: boolean;
  /** As typed, each with its `+`. Without any, git's configuration says what is pushed. */
  readonly specs: readonly string[];
  /** `--all`, `--branches` or `--mirror`: every branch of the clone. */
  readonly isAll: boolean;
  /** `--tags`: every tag, which by itself pushes no branch. */
  readonly isTags: boolean;
}

/** A ref that is to be pushed. */
export interface RefToPush {
  /** What names the commit here. */
  readonly source: string;
  /** Full name on the other side. */
  readonly ref: string;
}

/** What git knows beside the words. */
export interface PushSurroundings {
  readonly branch: string;
  /** The branch that is checked out; undefined on a detached HEAD. */
  readonly current: string | undefined;
  /** `remote.<name>.push`. */
  readonly configured: readonly string[];
  /** Whether the other side has a ref of this full name. */
  readonly has: (ref: string) => boolean;
}

/** Words of git before `push`, and of push, whose value is a word of its own. */
const globalValues = /^(-C|-c|--(exec-path|git-dir|work-tree|namespace|super-prefix|config-env))$/;
const pushValues = /^(-[a-zA-Z0-9]*o|--(push-option|receive-pack|exec|repo|recurse-submodules))$/;

/** Reads the words of a process. Undefined where they are no call of `git push`. */
export function parsePushCommand(words: readonly string[]): PushCommand | undefined {
  const [program = '', ...rest] = words;
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (name === 'git-push') return readPush(rest);
  if (name !== 'git') return undefined;
  const { plain, at } = untilVerb(rest);
  return plain === 'push' ? readPush(rest.slice(at + 1)) : undefined;
}

function untilVerb(words: readonly string[]): { plain: string | undefined; at: number } {
  let at = 0;
  while (words[at]?.startsWith('-')) at += globalValues.test(words[at] ?? '') ? 2 : 1;
  return { plain: words[at], at };
}

function readPush(words: readonly string[]): PushCommand {
  const options: string[] = [];
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      plain.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') plain.push(word);
    else options.push(word);
    if (pushValues.test(word)) at += 1;
  }
  const isOne = (...names: string[]) => options.some((option) => names.includes(option));
  const isRepo = options.some((option) => /^--repo(=|$)/.test(option));
  const specs = withTags(plain.slice(isRepo ? 0 : 1));
  return {
    isRemoteNamed: isRepo || plain.length > 0,
    specs: isOne('-d', '--delete') ? specs.map((spec) => `:${spec}`) : specs,
    isAll: isOne('--all', '--branches', '--mirror'),
    isTags: isOne('--tags'),
  };
}

/** `tag <name>` is two words for one ref. */
function withTags([first, second, ...rest]: readonly string[]): string[] {
  if (first === undefined) return [];
  if (first !== 'tag' || second === undefined)
    return [first, ...withTags(second === undefined ? [] : [second, ...rest])];
  return [`refs/tags/${second}`, ...withTags(rest)];
}

/** What such a push means to move, deletions aside, as far as its words and the configuration tell. */
export function refsToPush(
  { specs, isAll, isTags }: PushCommand,
  here: PushSurroundings,
): RefToPush[] {
  const all = isAll ? [':'] : [];
  if (specs.length > 0 || isAll) return [...all, ...specs].flatMap((spec) => refOf(spec, here));
  if (isTags) return [];
  const { configured, current } = here;
  const asConfigured = configured.length > 0 ? configured : [current ?? []].flat();
  return asConfigured.flatMap((spec) => refOf(spec, { ...here, configured: [] }));
}

function refOf(spec: string, here: PushSurroundings): RefToPush[] {
  const plain = spec.replace(/^\+/, '');
  const ofBranch = `refs/heads/${here.branch}`;
  if (plain === ':') return [{ source: ofBranch, ref: ofBranch }];
  if (/^[:^]/.test(plain)) return [];
  const colon = plain.lastIndexOf(':');
  if (colon < 0) return bare(plain, here);
  const [source, to] = [plain.slice(0, colon), plain.slice(colon + 1)];
  if (to.includes('*')) return matched(source, to, ofBranch);
  return [{ source, ref: fullName(to, here) }];
}

/** Without a colon a ref goes to where the configuration maps it, or else to its own name. */
function bare(name: string, here: PushSurroundings): RefToPush[] {
  const named = name === 'HEAD' || name === '@' ? here.current : name;
  if (named === undefined) return [];
  const ref = fullName(named, here);
  const mapped = here.configured
    .flatMap((spec) => (spec.includes(':') ? refOf(spec, { ...here, configured: [] }) : []))
    .find(({ source }) => fullName(source, here) === ref);
  return [{ source: name, ref: mapped?.ref ?? ref }];
}

function matched(source: string, to: string, ref: string): RefToPush[] {
  const [before = '', after = ''] = to.split('*');
  const isIt =
    ref.startsWith(before) && ref.endsWith(after) && ref.length >= before.length + after.length;
  const part = ref.slice(before.length, ref.length - after.length);
  return isIt ? [{ source: source.replace('*', () => part), ref }] : [];
}

/** A short name is a branch, unless the other side has a tag alone of that name. */
function fullName(name: string, { branch, has }: PushSurroundings): string {
  if (name.startsWith('refs/')) return name;
  if (/^(heads|tags|remotes)\//.test(name)) return `refs/${name}`;
  const [head, tag] = [`refs/heads/${name}`, `refs/tags/${name}`];
  return name !== branch && !has(head) && has(tag) ? tag : head;
}
