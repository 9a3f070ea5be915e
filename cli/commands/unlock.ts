import { defineCommand } from '../command';

export const unlockCommand = defineCommand({
  name: 'unlock',
  group: 'Release',
  summary: 'Let releases into an environment again',
  description:
    'Opens the way into Deploy, whoever closed it, and takes back a lock to come. What waited before Deploy goes on at once.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [{ line: 'gitenv unlock prd', meaning: 'whoever locked it' }],
  run: async (session, { args: [name] }) => {
    const { liftLock } = await import('../../lib/target/lock/lift');
    const { openEnvironment } = await import('../../lib/target/open-environment');
    const { environment } = await session.project();
    const open = await openEnvironment(environment(name));
    const { opened: before, cancelled } = await liftLock(open);
    const { renderLifted } = await import('../render/lock');
    session.output.result({ environment: name, before, cancelled }, () =>
      renderLifted(name, { opened: before, cancelled }),
    );
    return undefined;
  },
});
