import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';

export const remotesCommand = defineCommand({
  name: 'remotes',
  group: 'Set up',
  summary: 'Give a fresh clone the git remotes that gitenv.json records',
  description: 'Asks AWS nothing and installs nothing; gitenv init does that.',
  options: [
    {
      spelling: '--profile <env=name>',
      meaning: 'Your own profile for an environment, where it is not the recorded one',
      repeatable: true,
    },
  ],
  examples: [
    { line: 'gitenv remotes', meaning: 'after git clone' },
    {
      line: 'gitenv remotes --profile prd=my-production',
      meaning: 'with a profile of your own name',
    },
  ],
  run: async (session, { options }) => {
    const { setRemotes } = await import('../../lib/setup/init/remotes');
    const { renderRemotes } = await import('../render/remotes');
    const { root, config } = await session.project();
    const profiles = profilesOf(options.profile ?? [], config.environments);
    const result = await setRemotes(root, config, profiles);
    session.output.result(result, () => renderRemotes(result));
    return undefined;
  },
});

function profilesOf(pairs: readonly string[], environments: object): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', profile = ''] = /^([^=]*)=(.+)$/.exec(pair) ?? [];
      if (profile !== '' && name in environments) return [name, profile];
      throw new GitenvError(
        'USAGE',
        `--profile takes an environment and a profile, not '${pair}'`,
        {
          hint: `gitenv remotes --profile ${Object.keys(environments)[0] ?? 'dev'}=PROFILE`,
        },
      );
    }),
  );
}
