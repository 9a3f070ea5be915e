import { retryStage } from '../aws/pipeline/pipeline-control';
import { latestFailed } from '../follow/in-flight';
import type { GitPlace } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import type { Release } from '../release/release';
import { withReason } from '../target/reasons';
import { historySource, type Target } from '../target/target';
import { requireSettings } from './require-settings';

/**
 * Runs again what failed in the latest release, once the environment has the configuration that its commit declares.
 * @throws GitenvError NOTHING_WAITS where the latest release did not fail; MISSING_CONFIG
 */
export async function retryFailed(
  target: Target,
  { override, place }: { readonly override: Override; readonly place: GitPlace },
  progress: Progress,
): Promise<{ release: Release; stage: string }> {
  const { account, pipeline, environment } = target;
  const { name } = environment;
  const gate = { environment: name, account, pipeline };
  const { release, stage, before: after } = await latestFailed(gate);
  const { commit } = release;
  const again = () => retryStage(account, pipeline, stage, release.id);
  // A release that failed in its first stage may not know its commit.
  if (commit === undefined) await again();
  else {
    const command = `gitenv retry ${name}`;
    await requireSettings(target, commit, override, { place, progress, command });
    const { reason: text, guards } = override;
    const given =
      text === undefined ? undefined : { commit, environment: name, guards, text, after };
    await withReason(given, () => historySource(target, place), place, again);
  }
  return { release, stage };
}
