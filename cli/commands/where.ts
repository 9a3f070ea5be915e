import { defineCommand } from '../command';

export const whereCommand = defineCommand({
  name: 'where',
  group: 'Look',
  summary: 'Show where a commit was released, and whether it is there still',
  arguments: [{ spelling: '<commit>', meaning: 'A commit, or a tag' }],
  examples: [
    { line: 'gitenv where 1a2b3c4d', meaning: 'how far it has come' },
    { line: 'gitenv where v1.4 --json', meaning: 'for a script' },
  ],
  run: async (session, { args: [spec] }) => {
    const { whereIs } = await import('../../lib/audit/where');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { renderWhere } = await import('../render/whole-release');
    const { environments, root } = await session.project();
    const place = { cwd: root };
    const patienceMs = await lookPatience(session.env, place);
    const found = await whereIs(spec, environments, patienceMs, place);
    session.output.result(found, () => renderWhere(found, session.output.colors));
    return undefined;
  },
});
