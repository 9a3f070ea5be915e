import type { GitTask } from '../run';

/** The contents of blobs, in one call of git, by their names; what is not here is not among them. */
export function blobs(names: readonly string[]): GitTask<ReadonlyMap<string, string>> {
  return {
    args: ['cat-file', '--batch'],
    input: names.map((name) => `${name}\n`).join(''),
    encoding: 'latin1',
    parse: ({ stdout }) => new Map(contentsIn(stdout)),
  };
}

/** Each is a line that says its size, then that many bytes and a newline. */
function* contentsIn(answer: string): Generator<[string, string]> {
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf('\n', at);
    if (end < 0) return;
    const [name = '', kind = '', size = ''] = answer.slice(at, end).split(' ');
    at = end + 1;
    if (kind === 'missing') continue;
    const bytes = Number(size);
    yield [name, Buffer.from(answer.slice(at, at + bytes), 'latin1').toString('utf8')];
    at += bytes + 1;
  }
}
