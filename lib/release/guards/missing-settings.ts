import { shortCommit } from '../wording';
import type { MoveFacts, Objection } from './move';

/** As many as a hint can name and still be read. */
const named = 3;

/** A release would start, and fail late or run without what it needs. */
export function missingSettings({
  environment,
  to,
  lacking,
}: Pick<MoveFacts, 'environment' | 'to' | 'lacking'>): Objection | undefined {
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
    hint: commands.length > named ? `gitenv config list ${environment}` : commands.join('\n'),
  };
}
