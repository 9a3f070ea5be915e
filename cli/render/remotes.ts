import type { RemotesResult } from '../../lib/setup/init/remotes';

export function renderRemotes({ remotes, defaultRemote }: RemotesResult): string {
  const width = Math.max(0, ...remotes.map(({ environment }) => environment.length));
  const lines = remotes.map(({ environment, address, before }) => {
    const moved = before === undefined ? '' : `, which led to ${before}`;
    return `${environment.padEnd(width)}  ${address}${moved}`;
  });
  const [first] = remotes;
  const elsewhere = first
    ? [`git push goes where it went before; git push ${first.environment} releases`]
    : [];
  return [...lines, ...(defaultRemote ? [`git push means ${defaultRemote}`] : elsewhere)].join(
    '\n',
  );
}
