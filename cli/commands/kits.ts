import { defineCommand } from '../command';

export const kitsCommand = defineCommand({
  name: 'kits',
  group: 'Set up',
  summary: 'List the kits: sets of buildspecs for one kind of application each',
  description:
    'A kit is a buildspec.yml and a deployspec.yml that gitenv init writes into a repository without any. It proposes ' +
    'one by the files at the root of the repository; --kit names another.',
  examples: [
    { line: 'gitenv kits', meaning: 'what there is' },
    { line: 'gitenv init dev --kit static-site', meaning: 'begin with one of them' },
  ],
  run: async (session) => {
    const { listKits } = await import('../../lib/setup/kits/kit');
    const { kitsOf } = await import('../package');
    const { renderKits } = await import('../render/kits');
    const { output } = session;
    const found = listKits(kitsOf(session.packageRoot));
    output.result({ kits: found }, () => renderKits(found, output.columns));
    return undefined;
  },
});
