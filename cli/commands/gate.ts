import { type Command, defineCommand } from '../command';

const explain = defineCommand({
  name: 'explain',
  summary: 'Say what the gate would say of a commit now',
  description:
    'Asks what the gate of a guarded environment asks, for a push that begins now, and says which fact decides. Nothing is ' +
    'signed, and nothing changes. Who approves, and which bundle is deployed, only a release shows.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'The commit; what is checked out unless it is said' },
  ],
  examples: [{ line: 'gitenv gate explain prd 1a2b3c4d', meaning: 'before it is pushed' }],
  run: async (session, { args: [name, spec = 'HEAD'] }) => {
    const { closedEnvironment, openVerified } = await import('../../lib/target/open-environment');
    const { resolveCommit } = await import('../../lib/git/resolve-commit');
    const { explainGate } = await import('../../lib/inspect/guarded/explain');
    const { renderGate } = await import('../render/gate');
    const { environment, environments, root } = await session.project();
    const one = environment(name);
    const commit = await resolveCommit(spec, { cwd: root });
    const before = environments.find((it) => it.name === one.upstream);
    const open = await openVerified(one);
    const explained = await explainGate(open, before && closedEnvironment(before), commit);
    const { colors } = session.output;
    session.output.result(explained, () => renderGate(explained, { colors }));
    return undefined;
  },
});

export const gateCommand: Command = {
  name: 'gate',
  group: 'Look',
  summary: 'Ask the gate of a guarded environment',
  description:
    'A guarded environment decides in its own account, at the head of Deploy, whether a release is deployed.',
  commands: [explain],
};
