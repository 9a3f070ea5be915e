import type { Command, Parameter } from '../command';
import type { Session } from '../session';

const root: Parameter = {
  spelling: '--root <dir>',
  meaning: 'Where its state is kept (default ~/.local/share/gitenv/local)',
};

const status: Command = {
  name: 'status',
  summary: 'Say whether the server runs, where, and with which accounts',
  options: [root],
  examples: [{ line: 'gitenv local status --json', meaning: 'for a script' }],
  run: async ({ output, env, directory }: Session, { options }) => {
    const { localRoot } = await import('../../lib/setup/local-root');
    const { stateOfServer } = await import('../../lib/setup/server-record');
    const place = localRoot(env, directory, options.root as string | undefined);
    const server = stateOfServer(place);
    output.result({ root: place, ...server }, () => `${server.state}  ${place}`);
    return undefined;
  },
};

export const local: Command = {
  name: 'local',
  group: 'Set up',
  summary: 'Serve AWS on this machine: three accounts to try everything in',
  commands: [status],
};
