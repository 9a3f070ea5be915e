import { defineCommand } from '../command';
import { progressOf } from '../render/progress';

export const planCommand = defineCommand({
  name: 'plan',
  group: 'Look',
  summary: 'Show what releasing a commit would change in an environment’s infrastructure',
  description:
    'Where a release of the commit is on its way, shows the plan that it made and will apply. Otherwise the environment’s own ' +
    'build makes one, which changes nothing: the commit’s bundle is brought along from upstream, or built (an image is not). Needs a kit ' +
    'that makes plans, such as cloudformation, cdk or terraform.',
  arguments: [
    { spelling: '<env>', meaning: 'The environment' },
    {
      spelling: '[commit]',
      meaning:
        'A commit, tag or branch (default: what runs upstream; HEAD for the first on the path)',
    },
  ],
  examples: [
    { line: 'gitenv plan prd', meaning: 'what gitenv promote prd would change' },
    { line: 'gitenv plan prd v1.2 --json', meaning: 'a tag, for a script' },
  ],
  run: async (session, { args: [name, spec] }) => {
    const { planFor } = await import('../../lib/deploy/plan');
    const { routeTo } = await import('../../lib/config/path');
    const { renderPlan } = await import('../render/plan');
    const { output } = session;
    const { environment, root } = await session.project();
    const route = routeTo(environment(name), environment);
    const found = await planFor(route, spec, { cwd: root }, progressOf(session));
    output.result(found, () => renderPlan(found.plan, output.colors));
    return undefined;
  },
});
