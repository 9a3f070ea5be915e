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
    const { retry } = await import('../../lib/deploy/retry');
    const { openRepository } = await import('../../lib/target/open-environment');
    const { environment, root } = await session.project();
    const open = await openRepository(environment(name));
    const { follow } = options;
    const wish = { override: overrideIn(options, true), place: { cwd: root }, follow };
    const { release, stage } = await retry(open, wish, progressOf(session));
    session.output.result(
      { environment: name, release: release.id, commit: release.commit, stage },
      () => '',
    );
    return undefined;
  },
});
