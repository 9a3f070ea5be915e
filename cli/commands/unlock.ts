import { defineCommand } from '../command';

export const unlockCommand = defineCommand({
  name: 'unlock',
  group: 'Release',
  summary: 'Let releases into an environment again',
  description: 'What waited before Deploy meanwhile goes on at once.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  examples: [{ line: 'gitenv unlock prd', meaning: 'whoever locked it' }],
  run: async (session, { args: [name] }) => {
    const { openGate, unlockEnvironment } = await import('../../lib/target/lock');
    const { environment } = await session.project();
    const gate = await openGate(environment(name));
    const before = await unlockEnvironment(gate, session.now());
    session.output.result({ environment: name, before }, () =>
      before ? `${name} is open again.` : `${name} was not locked.`,
    );
    return undefined;
  },
});
