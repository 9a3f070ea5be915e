/**
 * The part of an AWS config or credentials file that belongs to one root of `gitenv local`: lines between two marking
 * comments, as text in and text out. Taking the block out again gives back the file as it was, to the byte.
 */
export interface ProfileBlock {
  /** The root the block was written for. */
  readonly owner: string;
  readonly profiles: readonly string[];
}

export interface ProfileSection {
  /** The heading between brackets, such as `profile gitenv-dev`. */
  readonly heading: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The file before its first block is undefined where it did not exist; it is again once the block is gone. */
export type FileText = string | undefined;

interface Found extends ProfileBlock {
  readonly start: number;
  readonly end: number;
  /** What was added beside the block to make room for it: a newline, or the file. */
  readonly flags: readonly string[];
}

const beginPattern = /^# gitenv local begin (\S+)((?: \w+)*)\s*$/;
const headingPattern = /^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/;

/** Puts the block in, or another in the place of the one that the owner has. */
export function withBlock(
  text: FileText,
  owner: string,
  sections: readonly ProfileSection[],
): string {
  const before = text ?? '';
  const old = find(before).find((block) => block.owner === owner);
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const joined = before !== '' && !before.endsWith('\n');
  const flags = old?.flags ?? [
    ...(joined ? ['joined'] : []),
    ...(text === undefined ? ['created'] : []),
  ];
  const block = linesOf(owner, flags, sections)
    .map((line) => line + newline)
    .join('');
  if (old) return before.slice(0, old.start) + block + before.slice(old.end);
  return before + (joined ? newline : '') + block;
}

/** Takes the owner's block out; the same text where there is none. */
export function withoutBlock(text: FileText, owner: string): FileText {
  const old = find(text ?? '').find((block) => block.owner === owner);
  if (!old || text === undefined) return text;
  const before = text.slice(0, old.start);
  const after = text.slice(old.end);
  if (after !== '') return before + after;
  if (old.flags.includes('joined')) return before.replace(/\r?\n$/, '');
  return before === '' && old.flags.includes('created') ? undefined : before;
}

export function blocksOf(text: FileText): ProfileBlock[] {
  return find(text ?? '').map(({ owner, profiles }) => ({ owner, profiles }));
}

/** Names of all profiles that stand in no block. */
export function foreignProfiles(text: FileText): string[] {
  const without = blocksOf(text).reduce<FileText>(
    (rest, { owner }) => withoutBlock(rest, owner),
    text,
  );
  return profilesIn(without ?? '');
}

function linesOf(
  owner: string,
  flags: readonly string[],
  sections: readonly ProfileSection[],
): string[] {
  return [
    ['# gitenv local begin', encode(owner), ...flags].join(' '),
    "# Written by 'gitenv local up', removed by 'gitenv local destroy'.",
    ...sections.flatMap(({ heading, settings }) => [
      `[${heading}]`,
      ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
    ]),
    endLine(owner),
  ];
}

/** A block that lost its last line is no longer ours: how far it reaches cannot be told. */
function find(text: string): Found[] {
  const found: Found[] = [];
  let position = 0;
  let open: { owner: string; flags: string[]; start: number } | undefined;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const begin = beginPattern.exec(line);
    const start = position;
    position += line.length;
    if (begin) {
      const [, owner = '', flags = ''] = begin;
      open = { owner: decode(owner), flags: flags.trim().split(' ').filter(Boolean), start };
    } else if (open && line.trim() === endLine(open.owner)) {
      found.push({
        ...open,
        end: position,
        profiles: profilesIn(text.slice(open.start, position)),
      });
      open = undefined;
    }
  }
  return found;
}

function endLine(owner: string): string {
  return `# gitenv local end ${encode(owner)}`;
}

function profilesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => headingPattern.exec(line)?.[1] ?? []);
}

/** A path without spaces, and of ASCII alone, whatever the encoding of the file. */
function encode(path: string): string {
  return encodeURI(path);
}

function decode(owner: string): string {
  try {
    return decodeURI(owner);
  } catch {
    return owner;
  }
}
