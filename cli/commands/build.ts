import { defineCommand } from '../command';
import { progressOf } from '../render/progress';

export const buildCommand = defineCommand({
  name: 'build',
  group: 'Look',
  summary: 'Build and test a commit in an environment’s account, and release nothing',
  description:
    'Runs buildspec.yml of the commit where a release would run it: in the environment’s build project, with its role and image. ' +
    'It builds and tests even if the commit was built before, and stores no bundle, pushes no image and makes no plan. Exits with 6 ' +
    'if the build fails. --store stores the bundle as well, below its digest, so that a rollback finds again what was deleted. A buildspec.yml of your own gets GITENV_ONLY_BUILD=yes, by which it can leave out what only a release needs.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    { spelling: '[commit]', meaning: 'A commit, tag or branch (default: HEAD)' },
  ],
  options: [
    {
      spelling: '--store',
      meaning: 'Store the bundle, for a rollback that lacks it; release nothing',
    },
  ],
  examples: [
    { line: 'gitenv build dev', meaning: 'what is checked out, before it is pushed' },
    {
      line: 'gitenv build prd v1.2 --json',
      meaning: 'a tag, with the role and image of production',
    },
  ],
  run: async (session, { args: [name, spec], options: { store } }) => {
    const { buildApart } = await import('../../lib/deploy/build-apart');
    const { routeTo } = await import('../../lib/config/path');
    const { renderBuilt } = await import('../render/built');
    const { environment, root } = await session.project();
    const route = routeTo(environment(name), environment);
    const built = await buildApart(route, { spec, store }, { cwd: root }, progressOf(session));
    session.output.result(built, () => renderBuilt(built));
    return undefined;
  },
});
