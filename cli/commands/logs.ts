import type { Release } from '../../lib/release/release';
import type { OpenEnvironment } from '../../lib/target/open-environment';
import { defineCommand } from '../command';
import { progressOf } from '../render/progress';
import { printableLine } from '../render/text';
import type { Session } from '../session';

export const logsCommand = defineCommand({
  name: 'logs',
  group: 'Look',
  summary: 'Show what a release’s builds printed',
  description:
    'The log goes to standard output. How a release failed or was stopped, which its builds may not know, comes after it on ' +
    'standard error.',
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
  run: async (session, { args: [name, spec], options }) => {
    const { findLoggedRelease } = await import('../../lib/follow/logs');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { environment, root } = await session.project();
    const open = await openVerified(environment(name));
    const release = await findLoggedRelease(open, spec, { cwd: root });
    if (options.follow) await followLog(session, open, release);
    else await printLog(session, open, release);
    return undefined;
  },
});

async function printLog(
  { output }: Session,
  open: OpenEnvironment,
  release: Release,
): Promise<void> {
  const { describeFailure, readReleaseLog } = await import('../../lib/follow/logs');
  for await (const line of readReleaseLog(open, release))
    output.resultLine(line, shown(line.text, output));
  for (const line of await describeFailure(open, release)) output.progress(printableLine(line));
}

async function followLog(
  session: Session,
  open: OpenEnvironment,
  { id, commit }: Release,
): Promise<void> {
  const { followRelease } = await import('../../lib/follow/follow');
  const { output } = session;
  const { say, whenInterrupted, verbose = false } = progressOf(session);
  // The log is what is asked for: the changes of state stand in it where they happened, and nothing is redrawn below.
  await followRelease(
    open,
    { id, commit },
    {
      say,
      log: (text) => output.resultLine({ text }, shown(text, output)),
      whenInterrupted,
      verbose,
    },
  );
}

/** As it was printed, but on a terminal without what a terminal would obey. */
function shown(text: string, { columns }: Session['output']): string {
  return columns === undefined ? text : printableLine(text);
}
