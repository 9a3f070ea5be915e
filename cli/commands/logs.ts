import { GitenvError } from '../../lib/errors';
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
    'A heading for each action, the commands after a $, and what they printed; with --raw the log as CodeBuild keeps it, whose control characters stay unless it goes to a terminal. The log goes to standard output; --json has a line of JSON for each of its lines. How a release failed or was stopped, which its builds may not know, comes after it on ' +
    'standard error. --app reads the log groups that "logs" in gitenv.json names ("/shop/{environment}", or a list), or those of the stack that the kit deploys: its ' +
    'log groups, and those of its functions. Its times are UTC.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'A released commit (default: of the latest release)' },
  ],
  options: [
    { spelling: '--raw', meaning: 'The whole log, with what CodeBuild itself says' },
    { spelling: '-f, --follow', meaning: 'Stay until the release is over; fail when it does' },
    {
      spelling: '--app',
      meaning: 'What the application itself logs; with --follow until Ctrl-C',
    },
    { spelling: '--since <time>', meaning: 'With --app: how far back, such as 30m (default: 10m)' },
  ],
  examples: [
    { line: 'gitenv logs prd', meaning: 'the latest release' },
    { line: 'gitenv logs prd --follow', meaning: 'after Ctrl-C during a push' },
    { line: 'gitenv logs prd --app --follow', meaning: 'what runs there, as it logs' },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { findLoggedRelease } = await import('../../lib/follow/logs');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { environment, root } = await session.project();
    if (options.since !== undefined && !options.app)
      throw new GitenvError('USAGE', '--since is for --app', {
        hint: `gitenv logs ${name} --app --since ${options.since}`,
      });
    if (options.app) {
      refuseRelease(name, spec);
      const { printApplicationLog } = await import('../render/application-log');
      await printApplicationLog(session, environment(name), options);
      return undefined;
    }
    const open = await openVerified(environment(name));
    const release = await findLoggedRelease(open, spec, { cwd: root });
    if (options.follow) await followLog(session, open, release, options.raw);
    else await printLog(session, open, release, options.raw);
    return undefined;
  },
});

function refuseRelease(name: string, spec: string | undefined): void {
  if (spec === undefined) return;
  throw new GitenvError('USAGE', '--app is what runs, whichever commit that is', {
    hint: `gitenv logs ${name} --app`,
  });
}

async function printLog(
  { output }: Session,
  open: OpenEnvironment,
  release: Release,
  isRaw: boolean,
): Promise<void> {
  const { describeFailure, readReleaseLog } = await import('../../lib/follow/logs');
  const { logRenderer } = await import('../render/log');
  const isOnTerminal = output.columns !== undefined;
  const view = { isRaw: isRaw || output.verbose, isOnTerminal, colors: output.colors };
  const render = logRenderer(view);
  for await (const line of readReleaseLog(open, release)) {
    if (output.json) output.resultLine(line, '');
    else for (const text of render(line)) output.resultLine(line, text);
  }
  for (const line of await describeFailure(open, release)) output.progress(printableLine(line));
}

async function followLog(
  session: Session,
  open: OpenEnvironment,
  { id, commit }: Release,
  isRaw: boolean,
): Promise<void> {
  const { followRelease } = await import('../../lib/follow/follow');
  const { output } = session;
  const isOnTerminal = output.columns !== undefined;
  const { say, whenInterrupted, verbose = false } = progressOf(session);
  // The log is what is asked for: the changes of state stand in it where they happened, and nothing is redrawn below.
  await followRelease(
    open,
    { id, commit },
    {
      say,
      log: (text) =>
        output.resultLine({ text }, isRaw && !isOnTerminal ? text : printableLine(text)),
      whenInterrupted,
      verbose: verbose || isRaw,
    },
  );
}
