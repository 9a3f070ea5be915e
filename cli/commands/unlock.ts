import { defineCommand } from '../command';

export const unlockCommand = defineCommand({
  name: 'unlock',
  group: 'Release',
  summary: 'Let releases into an environment again',
  description: 'What waited before Deploy meanwhile goes on at once.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [{ line: 'gitenv unlock prd', meaning: 'whoever locked it' }],
  run: async (session, { args: [name] }) => {
    const { unlockEnvironment } = await import('../../lib/target/lock');
    const { openVerified } = await import('../../lib/target/open-environment');
    const { environment } = await session.project();
    const open = await openVerified(environment(name));
    const before = await unlockEnvironment(open, session.now());
    session.output.result({ environment: name, before }, () =>
      before ? `${name} is open again.` : `${name} was not locked.`,
    );
    return undefined;
  },
});
