import type { FoundRelease } from '../../lib/remote/logs';
import type { Command } from '../command';
import { progressOf } from '../progress';
import type { Session } from '../session';

export const logs: Command = {
  name: 'logs',
  group: 'Look',
  summary: 'Show what a release’s builds printed',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'A released commit (default: of the latest release)' },
  ],
  options: [
    { spelling: '-f, --follow', meaning: 'Stay until the release is over; fail when it does' },
  ],
  examples: [
    { line: 'gitenv logs prd', meaning: 'the latest release' },
    { line: 'gitenv logs prd --follow', meaning: 'after Ctrl-C during a push' },
  ],
  run: async (session, { args: [name = '', spec], options }) => {
    const { findLoggedRelease } = await import('../../lib/remote/logs');
    const { environment, root } = await session.project();
    const found = await findLoggedRelease(environment(name), spec, { cwd: root });
    if (options.follow === true) await followLog(session, found);
    else await printLog(session, found);
    return undefined;
  },
};

async function printLog({ output }: Session, found: FoundRelease): Promise<void> {
  const { readReleaseLog } = await import('../../lib/remote/logs');
  for await (const line of readReleaseLog(found)) output.resultLine(line, line.text);
}

async function followLog(session: Session, found: FoundRelease): Promise<void> {
  const { followLoggedRelease } = await import('../../lib/remote/logs');
  const { output } = session;
  await followLoggedRelease(found, {
    ...progressOf(session),
    log: (text) => output.resultLine({ text }, text),
  });
}
