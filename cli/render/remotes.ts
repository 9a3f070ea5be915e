import type { RemotesResult } from '../../lib/setup/init/remotes';

export function renderRemotes({ remotes, defaultRemote }: RemotesResult): string {
  const width = Math.max(0, ...remotes.map(({ environment }) => environment.length));
  const lines = remotes.map(({ environment, address, before }) => {
    const moved = before === undefined ? '' : `, which led to ${before}`;
    return `${environment.padEnd(width)}  ${address}${moved}`;
  });
  const missing = remotes.flatMap(({ environment, missingProfile }) =>
    missingProfile === undefined ? [] : [{ environment, profile: missingProfile }],
  );
  const [first] = remotes;
  const elsewhere = first
    ? [`git push goes where it went before; git push ${first.environment} releases`]
    : [];
  const meant = defaultRemote ? [`git push means ${defaultRemote}`] : elsewhere;
  return [...lines, ...meant, ...missingLines(missing)].join('\n');
}

function missingLines(missing: readonly { environment: string; profile: string }[]): string[] {
  if (missing.length === 0) return [];
  const names = missing.map(({ profile }) => `'${profile}'`).join(', ');
  const options = missing.map(({ environment }) => `--profile ${environment}=PROFILE`).join(' ');
  const what = missing.length === 1 ? `no profile ${names}` : `none of the profiles ${names}`;
  return [
    `your AWS config files have ${what}; to use profiles of your own names: gitenv remotes ${options}`,
  ];
}
