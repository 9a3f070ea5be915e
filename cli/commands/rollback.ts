import { GitenvError } from '../../lib/errors';
import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { renderDeployed } from '../render/deployed';
import { progressOf } from '../render/progress';
import { renderLost, renderQuestion, renderRollback } from '../render/rollback';

export const rollbackCommand = defineCommand({
  name: 'rollback',
  group: 'Release',
  summary: 'Put the last good commit back',
  description:
    'Goes to the newest successful release that was not itself rolled back, before the commit that is in place. If the last ' +
    'rollback failed, tries that again; if one is under way or has just ended, says so and changes nothing. Says first what ' +
    'it will do, and asks. With --now it ends what is on its way, waits until the builds of that are over, passes a lock and ' +
    'a freeze, approves its own release, and follows it to its end.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    {
      spelling: '--to <commit>',
      meaning: 'Go back to this commit, which was released there before',
    },
    {
      spelling: '--further',
      meaning: 'Go further back than a rollback that is under way, has failed or has just ended',
    },
    ...overrideOptions(['now', 'skip-config']),
    { spelling: '--wait', meaning: 'If the environment is locked, wait until it is not' },
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
  ],
  examples: [
    { line: 'gitenv rollback prd', meaning: 'to what ran before' },
    { line: 'gitenv rollback prd --to 3f2a91c', meaning: 'further back' },
    {
      line: "gitenv rollback prd --now --reason 'the till is down'",
      meaning: 'a deploy hangs, or releases wait',
    },
  ],
  run: async (session, { args: [name], options }) => {
    const { lostBundle, planRollback } = await import('../../lib/deploy/rollback/plan');
    const { rollBack } = await import('../../lib/deploy/rollback/roll-back');
    const { routeTo } = await import('../../lib/config/path');
    const { wantsFollowing } = await import('../../lib/follow/wants-following');
    const { output } = session;
    const { environment, environments, root } = await session.project();
    const place = { cwd: root };
    const { to, further } = options;
    if (options.now && !options.follow) throw followsAlways(name);
    const wish = { to, further, override: overrideIn(options, true) };
    const progress = progressOf(session);
    const route = routeTo(environment(name), environment, environments);
    const planAgain = () => planRollback(route, wish, place, progress);
    const planned = await planAgain();
    const { plan } = planned;
    output.notice(renderRollback(plan, output.progressColors));
    if (!session.assumeYes) {
      const lost = await lostBundle(planned);
      if (lost !== undefined) output.notice(renderLost(plan, lost));
    }
    await session.confirm(renderQuestion(plan), session);
    const follow = options.follow && (await wantsFollowing(session.env, place));
    const deployed = await rollBack(
      planned,
      { place, follow, wait: options.wait, planAgain },
      progress,
    );
    output.notice(`Undo with: ${plan.undo}`);
    output.result({ ...deployed, from: plan.from.commit, undo: plan.undo }, () =>
      renderDeployed(deployed),
    );
    return undefined;
  },
});

function followsAlways(environment: string): GitenvError {
  return new GitenvError(
    'USAGE',
    '--now follows the release to its end, because it opens what would hold it on the way',
    {
      advice: 'Leave --no-follow away.',
      hint: `gitenv rollback ${environment} --now --reason '…'`,
    },
  );
}
