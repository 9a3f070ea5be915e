import type { Environment } from '../../config/environment';
import type { SettingState } from '../../config/setting';
import { listSettings } from './open-setting';

/** What two environments have of one name. Their values are never asked for. */
export interface ComparedSetting {
  readonly name: string;
  /** Undefined where it is not declared for the first. */
  readonly one: SettingState | undefined;
  readonly other: SettingState | undefined;
}

/**
 * What the work tree's `gitenv.json` declares for two environments, in that order, side by side.
 * @throws GitenvError WRONG_ACCOUNT, ACCESS_DENIED
 */
export async function compareSettings(
  one: Environment,
  other: Environment,
): Promise<ComparedSetting[]> {
  const [first, second] = await Promise.all([listSettings(one), listSettings(other)]);
  const names = new Set([...first, ...second].map(({ name }) => name));
  const of = (all: readonly SettingState[], name: string) => all.find((it) => it.name === name);
  return [...names].map((name) => ({ name, one: of(first, name), other: of(second, name) }));
}
