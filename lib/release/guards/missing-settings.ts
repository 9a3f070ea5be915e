import type { SettingState } from '../../config/setting';
import { shortCommit } from '../following/follow';
import type { Move, Objection } from './objections';

/** What a commit declares that it needs, and an environment has not. */
export interface LackingSettings {
  readonly settings: readonly SettingState[];
  /** Names that only the commit declares, and what is checked out does not. */
  readonly declaredElsewhere: ReadonlySet<string>;
}

/** As many as a hint can name and still be read. */
const named = 3;

/** A release would start, and fail late or run without what it needs. */
export function missingSettings({
  environment,
  to,
  lacking,
}: Pick<Move, 'environment' | 'to' | 'lacking'>): Objection | undefined {
  if (!lacking || lacking.settings.length === 0) return undefined;
  const { settings, declaredElsewhere } = lacking;
  const commit = shortCommit(to);
  const words = settings.map(({ name, lack }) => (lack === 'missing' ? name : `${name} (${lack})`));
  const commands = settings.map(({ name }) => {
    const at = declaredElsewhere.has(name) ? ` --at ${commit}` : '';
    return `gitenv config set ${environment} ${name}${at}`;
  });
  return {
    guard: 'skip-config',
    code: 'MISSING_CONFIG',
    message: `${environment} lacks configuration that ${commit} declares: ${words.join(', ')}`,
    hint: commands.length > named ? `gitenv config list ${environment}` : commands.join(' && '),
  };
}
