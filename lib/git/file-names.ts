import type { GitTask } from './run';

/** A path of a commit that no zip carries as it is. */
export interface UnportableName {
  /** Between `$'` and `'` it is the name, in bash and in zsh. */
  readonly escaped: string;
  readonly fault: 'backslash' | 'encoding';
}

/**
 * The first path of a commit whose name would be another, or none, in a zip: one that is not UTF-8, or has a backslash,
 * which separates folders there.
 */
export function unportableName(commit: string): GitTask<UnportableName | undefined> {
  return {
    args: ['-c', 'core.quotePath=true', 'ls-tree', '-r', '--full-tree', '--name-only', commit],
    parse: ({ stdout }) => {
      // Git quotes whatever is more than plain text, and most commits have none of that.
      for (const [, escaped = ''] of stdout.matchAll(/^"(.*)"$/gm)) {
        const fault = faultOf(bytesOf(escaped));
        if (fault) return { escaped: escaped.replace(/'/g, "\\'"), fault };
      }
      return undefined;
    },
  };
}

function faultOf(name: Buffer): UnportableName['fault'] | undefined {
  if (name.includes('\\')) return 'backslash';
  return Buffer.from(name.toString('utf8')).equals(name) ? undefined : 'encoding';
}

const controls: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
};

function bytesOf(escaped: string): Buffer {
  const bytes: number[] = [];
  for (const [text] of escaped.matchAll(/\\[0-7]{3}|\\.|[^\\]/gs)) {
    const after = text.slice(1);
    if (!text.startsWith('\\')) bytes.push(text.charCodeAt(0));
    else if (/^[0-7]{3}$/.test(after)) bytes.push(Number.parseInt(after, 8));
    else bytes.push(controls[after] ?? after.charCodeAt(0));
  }
  return Buffer.from(bytes);
}
