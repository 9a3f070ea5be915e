import { randomInt } from 'node:crypto';
import { keepSetting } from '../../aws/values/keep-setting';
import { removeSetting } from '../../aws/values/remove-setting';
import { describeSettings } from '../../aws/values/settings';
import type { Environment } from '../../config/environment';
import { type SettingState, settingsIn } from '../../config/setting';
import { settingValue } from '../../config/setting-value';
import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import { textInCommit } from '../../git/repository';
import { type GitPlace, git } from '../../git/run';
import { lookAt } from '../../target/evidence';
import { orWhyNot } from '../../target/why-not';
import { findSetting, type OpenSetting, openSetting, restoring } from './open-setting';

/**
 * Keeps the value in the environment's account. It is sent there and to nobody else, and is in no message.
 * @throws GitenvError BAD_VALUE, ACCESS_DENIED
 */
export async function setSetting({ open, state }: OpenSetting, given: Uint8Array): Promise<void> {
  const value = settingValue(state, open.environment.name, given);
  await keepSetting(open.account, state, value);
}

/** A value in place of another: by which versions AWS knows the two. */
export interface RotatedSetting {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * A setting that has a value, which is to get another.
 * @throws GitenvError NO_VALUE where it has none, and what `openSetting` throws
 */
export async function openToRotate(
  environment: Environment,
  name: string,
  place: GitPlace,
): Promise<OpenSetting> {
  const opened = await openSetting(environment, name, undefined, place);
  if (opened.state.lack === undefined) return opened;
  throw new GitenvError('NO_VALUE', `${environment.name} has no value of ${name} to be replaced`, {
    hint: `gitenv config set ${environment.name} ${name}`,
  });
}

/**
 * Keeps a new value. AWS keeps the one before as well: a secret's as AWSPREVIOUS, a parameter's in its history.
 * @throws GitenvError BAD_VALUE, ACCESS_DENIED
 */
export async function rotateSetting(
  opened: OpenSetting,
  given: Uint8Array,
): Promise<RotatedSetting> {
  const { open, state } = opened;
  await keepSetting(
    open.account,
    state,
    settingValue(state, open.environment.name, given, 'rotate'),
  );
  const [now] = await describeSettings(opened.open.account, [opened.state]);
  return { before: opened.state.version, after: now?.version };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, so that no program has to quote it: 5.95 bits each. */
export function generatedValue(length: number): Uint8Array {
  const drawn = Array.from({ length }, () => letters[randomInt(letters.length)] ?? '');
  return Buffer.from(drawn.join(''));
}

/** A value that is there and is to be deleted. */
export interface Unsetting extends OpenSetting {
  /** The commit that runs and declares it; undefined if none does, or that cannot be told. */
  readonly usedBy: string | undefined;
}

/**
 * Looks at what would be deleted.
 * @param at the commit that declares it, where what is checked out does no more
 * @throws GitenvError NO_VALUE where there is none, or it is being deleted
 */
export async function openToUnset(
  environment: Environment,
  name: string,
  at: string | undefined,
  place: GitPlace,
): Promise<Unsetting> {
  const opened = await findSetting(environment, name, at, place);
  const { lack, reference } = opened.state;
  if (lack === 'missing')
    throw new GitenvError('NO_VALUE', `${environment.name} has no value of ${name}`, {
      changed: 'nothing',
    });
  if (lack === 'scheduled for deletion')
    throw new GitenvError(
      'NO_VALUE',
      `The secret ${reference} of ${environment.name} is scheduled for deletion already`,
      {
        changed: 'nothing',
        advice: 'As long as it is there, it can be restored.',
        hint: restoring(environment, reference),
      },
    );
  return { ...opened, usedBy: await userOf(opened, place) };
}

async function userOf({ open, state }: OpenSetting, place: GitPlace): Promise<string | undefined> {
  const seen = await orWhyNot(lookAt(open));
  const commit = seen instanceof GitenvError ? undefined : seen.state.running?.release.commit;
  const text =
    commit === undefined ? undefined : await git(textInCommit(commit, configFile), place);
  const { application, name } = open.environment;
  const settings = text === undefined ? [] : (settingsIn(text, application, name) ?? []);
  return settings.some(({ reference }) => reference === state.reference) ? commit : undefined;
}

/** What became of a value that was deleted. */
export interface UnsetSetting extends Pick<SettingState, 'name' | 'kind' | 'reference'> {
  /** Until when AWS keeps it; undefined for a parameter, which is gone. */
  readonly restorableUntil: Date | undefined;
  /** The command that brings it back until then. */
  readonly restore: string | undefined;
}

/** @throws GitenvError ACCESS_DENIED */
export async function unsetSetting({ open, state }: OpenSetting): Promise<UnsetSetting> {
  const { name, kind, reference } = state;
  const restorableUntil = await removeSetting(open.account, state);
  const restore = kind === 'secret' ? restoring(open.environment, reference) : undefined;
  return { name, kind, reference, restorableUntil, restore };
}
