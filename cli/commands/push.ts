import type { Command } from '../command';
import { progressOf } from '../progress';
import { renderDeployed } from '../render/deployed';

export const push: Command = {
  name: 'push',
  group: 'Release',
  summary: 'Release a commit in an environment and follow it to its end',
  description:
    'Does what git push does, with any spelling of the commit. Where the environment is at the commit already, which git\n' +
    'push calls up to date, it is released again.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'A commit, tag or branch (default HEAD)' },
  ],
  options: [
    { spelling: '--wait', meaning: 'Where the environment is locked, wait until it is not' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    { spelling: '--force', meaning: 'Also where it undoes commits that are in place' },
  ],
  examples: [
    { line: 'gitenv push stg', meaning: 'what is checked out' },
    { line: 'gitenv push prd v1.2', meaning: 'a tag' },
  ],
  run: async (session, { args: [name = '', spec], options }) => {
    const { push } = await import('../../lib/remote/push');
    const { wantsFollowing } = await import('../../lib/remote/wants-following');
    const { environment, root } = await session.project();
    const place = { cwd: root };
    const follow = options.follow !== false && (await wantsFollowing(session.env, place));
    const deployed = await push(
      environment(name),
      spec,
      { place, follow, force: options.force === true, wait: options.wait === true },
      progressOf(session),
    );
    session.output.result(deployed, () => renderDeployed(deployed));
    return undefined;
  },
};
