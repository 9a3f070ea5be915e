import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { progressOf } from '../render/progress';

export const retryCommand = defineCommand({
  name: 'retry',
  group: 'Release',
  summary: 'Run again what failed in the latest release',
  description:
    'The same release goes on where it failed; what succeeded is not done again. Refused where the environment lacks ' +
    'configuration that its commit declares.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    ...overrideOptions(['skip-config']),
  ],
  examples: [{ line: 'gitenv retry stg', meaning: 'after a passing disturbance' }],
  run: async (session, { args: [name], options }) => {
    const { retryFailed } = await import('../../lib/deploy/retry');
    const { openTarget } = await import('../../lib/target/target');
    const { environment, root } = await session.project();
    const target = await openTarget(environment(name));
    const wish = { override: overrideIn(options, true), place: { cwd: root } };
    const { release, stage } = await retryFailed(target, wish, progressOf(session));
    session.output.progress(`${name}: trying ${stage} of ${release.commit?.slice(0, 8)} again`);
    if (options.follow) {
      const { followRelease } = await import('../../lib/follow/follow');
      await followRelease(
        { ...target, environment: name, releaseId: release.id, commit: release.commit },
        progressOf(session),
      );
    }
    session.output.result(
      { environment: name, release: release.id, commit: release.commit, stage },
      () => '',
    );
    return undefined;
  },
});
