import type { Deployed } from '../../lib/deploy/move/move';
import type { Override } from '../../lib/release/guards/override';
import { defineCommand } from '../command';
import { overrideIn, overrideOptions } from '../override';
import { renderDeployed } from '../render/deployed';
import { progressOf } from '../render/progress';
import type { Session } from '../session';

export const redeployCommand = defineCommand({
  name: 'redeploy',
  group: 'Release',
  summary: 'Release once more what the environment is at',
  description:
    'Starts the pipeline on the tip of the branch, for which git push would say that it is up to date.',
  arguments: [{ spelling: '<env>', meaning: 'The environment' }],
  options: [
    { spelling: '--no-follow', meaning: 'Do not wait for the release to end' },
    ...overrideOptions(['skip-config']),
  ],
  examples: [{ line: 'gitenv redeploy prd', meaning: 'after its configuration changed' }],
  run: async (session, { args: [name], options }) => {
    const wish = { follow: options.follow, override: overrideIn(options, true) };
    const deployed = await redeployIn(session, name, wish);
    session.output.result(deployed, () => renderDeployed(deployed));
    return undefined;
  },
});

/** How an environment is released once more. */
interface RedeployWish {
  /** Follow, unless the person's configuration says not to. */
  readonly follow: boolean;
  readonly override: Override;
}

/** Releases once more what an environment is at. */
export async function redeployIn(
  session: Session,
  name: string,
  { follow, override }: RedeployWish,
): Promise<Deployed> {
  const { redeploy } = await import('../../lib/deploy/redeploy');
  const { routeTo } = await import('../../lib/config/path');
  const { wantsFollowing } = await import('../../lib/follow/wants-following');
  const { environment, environments, root } = await session.project();
  const place = { cwd: root };
  return redeploy(
    routeTo(environment(name), environment, environments),
    { place, follow: follow && (await wantsFollowing(session.env, place)), wait: false, override },
    progressOf(session),
  );
}
