import type { Progress } from '../../release/following/progress';
import { missingSettings } from '../../release/guards/missing-settings';
import { refuse } from '../../release/guards/objections';
import { bringCommit } from '../../target/bring-commit';
import type { Move } from './move';
import { settingsQuestion } from './questions/questions';

/** What a check of the settings has to know of a move. */
export type SettingsMove = Pick<Move, 'open' | 'commit' | 'override' | 'place' | 'command'>;

/**
 * Asks about the settings alone, for a release that no other guard looks at.
 * @throws GitenvError MISSING_CONFIG, unless it is set aside
 */
export async function requireSettings(
  { open, commit, override, place, command }: SettingsMove,
  progress: Progress,
): Promise<void> {
  if (override.guards.includes('skip-config')) return;
  const { name: environment, branch } = open.environment;
  const question = settingsQuestion(open, place, progress);
  if (!question) return;
  await bringCommit(commit, [open], place);
  const facts = { environment, branch, to: commit, lacking: await question.lackedBy(commit) };
  const objection = missingSettings(facts);
  if (objection) refuse([objection], override, facts, 'gitenv', command);
}

/** The same as a step. */
export async function checkSettings(
  move: Move,
  _: unknown,
  progress: Progress,
): Promise<undefined> {
  await requireSettings(move, progress);
}
