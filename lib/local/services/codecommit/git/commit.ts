import type { Commit, UserInfo } from '@aws-sdk/client-codecommit';
import type { GitObject } from './objects';

/** A commit object in the API's words; what it has no word for (signatures, encodings) is `additionalData`. */
export function parseCommit({ id, content }: GitObject): Commit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = unfold(end < 0 ? text : text.slice(0, end));
  const all = (name: string) => headers.filter(([n]) => n === name).map(([, value]) => value);
  const rest = headers.filter(([name]) => !known.has(name));
  return {
    commitId: id,
    treeId: all('tree')[0] ?? '',
    parents: all('parent'),
    message: end < 0 ? '' : text.slice(end + 2),
    author: parseUser(all('author')[0] ?? ''),
    committer: parseUser(all('committer')[0] ?? ''),
    additionalData: rest.map(([name, value]) => `${name} ${value}`).join('\n'),
  };
}

const known = new Set(['tree', 'parent', 'author', 'committer']);

/** Header lines; one that begins with a space continues the line before it. */
function unfold(head: string): [string, string][] {
  return head
    .replace(/\n /g, '\0')
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1).replaceAll('\0', '\n ')];
    });
}

/** The date stays git's raw text, such as `1484167798 -0800`: that is what CodeCommit answers. */
function parseUser(line: string): UserInfo {
  const match = /^(.*?) ?<([^>]*)> ?(.*)$/.exec(line);
  return { name: match?.[1] ?? line, email: match?.[2] ?? '', date: match?.[3] ?? '' };
}
