import type { GitPlace } from '../git/run';
import type { Progress } from '../release/following/progress';
import { missingSettings } from '../release/guards/missing-settings';
import { refuse } from '../release/guards/objections';
import type { Override } from '../release/guards/override';
import { bringCommit } from '../target/bring-commit';
import { historySource, type Target } from '../target/target';
import { SettingsQuestion } from './settings-question';

/** Asks an environment that is open already; undefined where the work tree declares nothing for it. */
export async function settingsOfTarget(
  { environment, account }: Pick<Target, 'environment' | 'account'>,
  place: GitPlace,
  { say: warn }: Pick<Progress, 'say'>,
): Promise<SettingsQuestion | undefined> {
  const { name, application, settings } = environment;
  if (settings.length === 0) return undefined;
  const asked = { ...account, environment: name };
  return new SettingsQuestion({ account: asked, application, settings, place, warn });
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
