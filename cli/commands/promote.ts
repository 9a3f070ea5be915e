import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { progressOf } from '../render/progress';

export const promoteCommand = defineCommand({
  name: 'promote',
  group: 'Release',
  summary: 'Release what runs in the environment before it on the path',
  description:
    'Takes the commit that runs successfully upstream now, shows the commits and files it brings, releases it and follows. ' +
    'With nothing new it says so. The path is in gitenv.json. A commit that was rolled back is not promoted again; name it ' +
    'to gitenv push with --reason.',
  arguments: [{ spelling: '<env>', meaning: 'The environment to release in' }],
  options: [
    {
      spelling: '--through <env>',
      meaning: 'Go on along the path to this environment, while each release succeeds',
    },
    { spelling: '--wait', meaning: 'Where an environment is locked, wait until it is not' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    ...overrideOptions(['allow-downgrade', 'skip-config', 'unchecked']),
  ],
  examples: [
    { line: 'gitenv promote prd', meaning: 'what stg runs' },
    { line: 'gitenv promote stg --through prd', meaning: 'what dev runs, all the way' },
  ],
  run: async (session, { args: [name], options }) => {
    const { promote } = await import('../../lib/deploy/promote');
    const { stepsBetween } = await import('../../lib/config/path');
    const { wantsFollowing } = await import('../../lib/follow/wants-following');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { renderDifference } = await import('../render/diff');
    const { renderPromotions } = await import('../render/promote');
    const { output } = session;
    const { environment, environments, root } = await session.project();
    const through = options.through;
    if (through !== undefined && !options.follow)
      throw new GitenvError(
        'USAGE',
        '--through has to follow each release, so --no-follow does not go with it',
      );
    const last = through === undefined ? undefined : environment(through);
    const steps = stepsBetween(environments, environment(name), last);
    const place = { cwd: root };
    const [wished, patienceMs] = await Promise.all([
      wantsFollowing(session.env, place),
      lookPatience(session.env, place),
    ]);
    const follow = steps.length > 1 || (options.follow && wished);
    const override = overrideIn(options, false);
    const promotions = await promote(
      steps,
      {
        place,
        follow,
        wait: options.wait,
        override,
        patienceMs,
        onDifference: (difference) =>
          output.progress(renderDifference(difference, output.progressColors)),
      },
      progressOf(session),
    );
    output.result({ promotions }, () => renderPromotions(promotions));
    return undefined;
  },
});
