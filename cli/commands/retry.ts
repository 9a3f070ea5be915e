import type { Command } from '../command';
import { progressOf } from '../progress';

export const retry: Command = {
  name: 'retry',
  group: 'Release',
  summary: 'Run again what failed in the latest release',
  description: 'The same release goes on where it failed; what succeeded is not done again.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [{ spelling: '--no-follow', meaning: 'Do not wait for the release to end' }],
  examples: [{ line: 'gitenv retry stg', meaning: 'after a passing disturbance' }],
  run: async (session, { args: [name = ''], options }) => {
    const { retryFailed } = await import('../../lib/remote/in-flight');
    const { openGate } = await import('../../lib/remote/lock');
    const { environment } = await session.project();
    const gate = await openGate(environment(name));
    const { release, stage } = await retryFailed(gate);
    session.output.progress(`${name}: trying ${stage} of ${release.commit?.slice(0, 8)} again`);
    if (options.follow !== false) {
      const { followRelease } = await import('../../lib/remote/follow');
      await followRelease(
        { ...gate, releaseId: release.id, commit: release.commit },
        progressOf(session),
      );
    }
    session.output.result(
      { environment: name, release: release.id, commit: release.commit, stage },
      () => '',
    );
    return undefined;
  },
};
