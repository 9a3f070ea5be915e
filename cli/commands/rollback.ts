import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { renderDeployed } from '../render/deployed';
import { progressOf } from '../render/progress';
import { renderRollback } from '../render/rollback';

export const rollbackCommand = defineCommand({
  name: 'rollback',
  group: 'Release',
  summary: 'Put the last good commit back',
  description:
    'Goes to the newest successful release before the commit that is in place, so that a second rollback goes further ' +
    'back. Says first what it will do, and asks.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    {
      spelling: '--to <commit>',
      meaning: 'Go back to this commit, which was released there before',
    },
    ...overrideOptions(['skip-config']),
    { spelling: '-y, --yes', meaning: 'Do not ask' },
    { spelling: '--wait', meaning: 'Where the environment is locked, wait until it is not' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
  ],
  examples: [
    { line: 'gitenv rollback prd', meaning: 'to what ran before' },
    { line: 'gitenv rollback prd --to 3f2a91c', meaning: 'further back' },
  ],
  run: async (session, { args: [name], options }) => {
    const { planRollback, rollBack } = await import('../../lib/deploy/rollback');
    const { routeTo } = await import('../../lib/config/path');
    const { wantsFollowing } = await import('../../lib/follow/wants-following');
    const { output } = session;
    const { environment, root } = await session.project();
    const place = { cwd: root };
    const wish = { to: options.to, override: overrideIn(options, true) };
    const progress = progressOf(session);
    const route = routeTo(environment(name), environment);
    const planned = await planRollback(route, wish, place, progress);
    const { plan } = planned;
    output.notice(renderRollback(plan, output.progressColors));
    const question = `Roll ${name} back to ${plan.to.commit.slice(0, 8)}?`;
    await session.confirm(question, { assumeYes: options.yes });
    const follow = options.follow && (await wantsFollowing(session.env, place));
    const deployed = await rollBack(planned, { place, follow, wait: options.wait }, progress);
    output.notice(`Undo with: ${plan.undo}`);
    output.result({ ...deployed, from: plan.from.commit, undo: plan.undo }, () =>
      renderDeployed(deployed),
    );
    return undefined;
  },
});
