import { defineCommand } from '../command';

export const destroyCommand = defineCommand({
  name: 'destroy',
  group: 'Set up',
  summary: 'Remove an environment’s pipeline from its account',
  description:
    'Deletes the stack, the git remote and the record in gitenv.json. The repository and the bucket stay in the account with ' +
    'their content, and gitenv init takes the repository up again. The environments after it on the path get the one ' +
    'before it as upstream. What your releases deployed is not touched.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--confirm <env>', meaning: 'Its name once more, in place of being asked for it' },
  ],
  examples: [
    {
      line: 'gitenv destroy dev',
      meaning: 'shows what goes and what stays, then asks for the name',
    },
    { line: 'gitenv destroy dev --confirm dev', meaning: 'in a script' },
  ],
  run: async (session, { args: [name], options }) => {
    const { planDestroy } = await import('../../lib/setup/destroy/plan');
    const { settingsRecorded } = await import('../../lib/config/config');
    const { destroy, pushLeadsTo } = await import('../../lib/setup/destroy/destroy');
    const { renderDestroyed, renderDestroyPlan } = await import('../render/destroy');
    const { renderInitEvent } = await import('../render/init');
    const { output } = session;
    const { config, environment, environments, root } = await session.project();
    const path = environments.map((one) => one.name);
    const settings = settingsRecorded(config, name);
    const planned = await planDestroy(environment(name), { path, settings });
    output.notice(renderDestroyPlan(planned.plan));
    await session.confirmName(name, options.confirm);
    session.whenInterrupted(
      'No longer watching; CloudFormation goes on deleting the stack.',
      `gitenv destroy ${name}`,
    );
    const { StackProgress } = await import('../render/stack-rows');
    const stacks = new StackProgress(output, [name], (environment, event) =>
      renderInitEvent(
        { kind: 'progress', environment, event },
        [environment],
        output.progressColors,
      ),
    );
    await destroy(planned, root, (event) => stacks.take(name, event));
    const leads = await pushLeadsTo(root);
    output.result(planned.plan, () => renderDestroyed(planned.plan, leads));
    return undefined;
  },
});
