import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { renderDeployed } from '../render/deployed';
import { progressOf } from '../render/progress';

export const redeployCommand = defineCommand({
  name: 'redeploy',
  group: 'Release',
  summary: 'Release once more what the environment is at',
  description:
    'Starts the pipeline on the tip of the branch, for which git push would say that it is up to date.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    ...overrideOptions(['skip-config']),
  ],
  examples: [{ line: 'gitenv redeploy prd', meaning: 'after its configuration changed' }],
  run: async (session, { args: [name], options }) => {
    const { redeploy } = await import('../../lib/deploy/redeploy');
    const { routeTo } = await import('../../lib/config/path');
    const { wantsFollowing } = await import('../../lib/follow/wants-following');
    const { environment, environments, root } = await session.project();
    const place = { cwd: root };
    const follow = options.follow && (await wantsFollowing(session.env, place));
    const deployed = await redeploy(
      routeTo(environment(name), environment, environments),
      { place, follow, wait: false, override: overrideIn(options, true) },
      progressOf(session),
    );
    session.output.result(deployed, () => renderDeployed(deployed));
    return undefined;
  },
});
