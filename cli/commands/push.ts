import { pushGuards } from '../../lib/release/guards/override';
import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { renderDeployed } from '../render/deployed';
import { progressOf } from '../render/progress';

export const pushCommand = defineCommand({
  name: 'push',
  group: 'Release',
  summary: 'Release a commit in an environment and follow it to its end',
  description:
    'Does what git push does, with any spelling of the commit. Where the environment is at the commit already, which git ' +
    'push calls up to date, it is released again. Refused before anything moves: another account than the recorded one, ' +
    'a commit that lacks commits which are in place, one that the environment before it on the path has not released ' +
    'successfully, one that needs configuration which is not there, one whose files tell that its release would fail, and ' +
    'one that was rolled back there, unless it is named with --reason.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning: 'A commit, tag or branch, or an environment for what runs there (default HEAD)',
    },
  ],
  options: [
    { spelling: '--wait', meaning: 'Where the environment is locked, wait until it is not' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    ...overrideOptions(pushGuards),
  ],
  examples: [
    { line: 'gitenv push stg', meaning: 'what is checked out' },
    { line: 'gitenv push prd v1.2', meaning: 'a tag' },
    { line: 'gitenv push prd stg', meaning: 'what runs in stg' },
    {
      line: "gitenv push prd fix --skip-upstream --reason 'the till is down'",
      meaning: 'a hotfix, past stg',
    },
  ],
  run: async (session, { args: [name, spec], options }) => {
    const { push } = await import('../../lib/deploy/push');
    const { routeTo } = await import('../../lib/config/path');
    const { wantsFollowing } = await import('../../lib/follow/wants-following');
    const { lookPatience } = await import('../../lib/target/look-patience');
    const { commitNamed } = await import('../../lib/inspect/commit-named');
    const { environment, environments, root } = await session.project();
    const place = { cwd: root };
    const follow = options.follow && (await wantsFollowing(session.env, place));
    const patienceMs = await lookPatience(session.env, place);
    const override = overrideIn(options, spec !== undefined);
    const deployed = await push(
      routeTo(environment(name), environment, environments),
      await commitNamed(spec, { environments, patienceMs }, place),
      { place, follow, override, wait: options.wait, patienceMs },
      progressOf(session),
    );
    session.output.result(deployed, () => renderDeployed(deployed));
    return undefined;
  },
});
