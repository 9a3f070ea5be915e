import type { GitPlace } from '../git/run';
import { missingSettings } from '../release/missing-settings';
import { refuse } from '../release/objections';
import type { Override } from '../release/override';
import { bringCommit } from './bring';
import type { Progress } from './progress';
import { SettingsQuestion } from './settings-question';
import { historySource, type Target } from './target';

/** Asks an environment that is open already; undefined where the work tree declares nothing for it. */
export async function settingsOfTarget(
  { environment, account }: Pick<Target, 'environment' | 'account'>,
  place: GitPlace,
  { say: warn }: Pick<Progress, 'say'>,
): Promise<SettingsQuestion | undefined> {
  const { name, application, settings, profile, region } = environment;
  if (settings.length === 0) return undefined;
  const asked = { profile, region, account: account.account, environment: name };
  const credentials = await account.credentials();
  return new SettingsQuestion({ account: asked, application, credentials, settings, place, warn });
}

/**
 * Asks for a release that no other guard looks at.
 * @param command what to type to insist, up to its options
 * @throws GitenvError MISSING_CONFIG, unless it is set aside
 */
export async function requireSettings(
  target: Target,
  commit: string,
  override: Override,
  { place, progress, command }: { place: GitPlace; progress: Progress; command?: string },
): Promise<void> {
  if (override.guards.includes('skip-config')) return;
  const { name: environment, branch } = target.environment;
  const question = await settingsOfTarget(target, place, progress);
  if (!question) return;
  await bringCommit(commit, [await historySource(target, place)], place);
  const move = { environment, branch, to: commit, lacking: await question.lackedBy(commit) };
  const objection = missingSettings(move);
  if (objection) refuse([objection], override, move, 'gitenv', command);
}
