import { defineCommand } from '../command';

export const assetsCommand = defineCommand({
  name: 'assets',
  group: 'Set up',
  summary: 'Keep bundles in one account that all environments pull from',
  description:
    'Makes a bucket in the account of a profile, lets the environments of gitenv.json pull bundles from it and the first of ' +
    'them store what it builds, and records it. The others build nothing then. Run it again after gitenv init of a ' +
    'further environment, which it lets in.',
  options: [
    {
      spelling: '--profile <name>',
      meaning: 'AWS profile of the account that is to have the bucket (default: the recorded one)',
    },
    { spelling: '--region <region>', meaning: "AWS region (default: the profile's)" },
    {
      spelling: '--replace',
      meaning: 'Delete a stack that failed to be created, and make it anew',
    },
  ],
  examples: [
    { line: 'gitenv assets --profile team-assets', meaning: 'make the bucket in that account' },
    { line: 'gitenv assets', meaning: 'let in an environment that was added since' },
  ],
  run: async (session, { options }) => {
    const { assetsName, installAssets } = await import('../../lib/setup/init/assets');
    const { readAssetsTemplate } = await import('../package');
    const { renderAssets } = await import('../render/assets');
    const { renderInitEvent } = await import('../render/init');
    const { output } = session;
    const { root, config } = await session.project();
    const { assumeYes } = session;
    const result = await installAssets(
      {
        root,
        config,
        env: session.env,
        profile: options.profile,
        region: options.region,
        template: readAssetsTemplate(session.packageRoot),
      },
      {
        say: (event) => {
          for (const line of renderInitEvent(event, [assetsName], output.progressColors))
            output.progress(line);
        },
        confirm: (question) => session.confirm(question, { assumeYes }),
        confirmReplacement: (question) =>
          session.confirm(question, { assumeYes: options.replace, option: '--replace' }),
        whenInterrupted: session.whenInterrupted,
      },
    );
    output.result(result, () => renderAssets(result, output.colors));
    return undefined;
  },
});
