import { defineCommand } from '../command';

export const diffCommand = defineCommand({
  name: 'diff',
  group: 'Look',
  summary: 'Show what releasing a commit would change in an environment',
  description:
    'Compares what runs there with what runs in the environment before it on the path, or with a commit: the commits it ' +
    'brings and takes away, the files, and whether it goes forward (keeps everything that runs), back (only takes away) or ' +
    'sideways (both). Changes nothing; what this clone lacks is fetched.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning:
        'A commit, tag or branch (default: what runs upstream; HEAD for the first on the path)',
    },
  ],
  examples: [
    { line: 'gitenv diff prd', meaning: 'what gitenv promote prd would bring' },
    { line: 'gitenv diff prd v1.2 --json', meaning: 'a tag, for a script' },
  ],
  run: async (session, { args: [name, spec] }) => {
    const { differenceOf } = await import('../../lib/inspect/diff');
    const { renderDifference } = await import('../render/diff');
    const { output } = session;
    const { environment, root } = await session.project();
    const wanted = environment(name);
    const upstream = wanted.upstream === undefined ? undefined : environment(wanted.upstream);
    const found = await differenceOf(wanted, upstream, spec, { cwd: root });
    output.result(found, () => renderDifference(found, output.colors));
    return undefined;
  },
});
