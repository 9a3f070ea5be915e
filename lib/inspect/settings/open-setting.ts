import { describeSettings } from '../../aws/values/settings';
import type { Environment } from '../../config/environment';
import { type Setting, type SettingState, settingPattern, settingsIn } from '../../config/setting';
import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import { textInCommit } from '../../git/repository';
import { resolveCommit } from '../../git/resolve-commit';
import { type GitPlace, git } from '../../git/run';
import { shortCommit } from '../../release/wording';
import { shellWord } from '../../shell-word';
import { type OpenEnvironment, openVerified } from '../../target/open-environment';

/** A setting of an environment whose account is the recorded one, ready to be given a value. */
export interface OpenSetting {
  readonly open: OpenEnvironment;
  /** As AWS has it now. */
  readonly state: SettingState;
}

/**
 * What an environment has of what the work tree's `gitenv.json` declares for it, in that order.
 * @throws GitenvError WRONG_ACCOUNT, ACCESS_DENIED
 */
export async function listSettings(environment: Environment): Promise<SettingState[]> {
  const { account } = await openVerified(environment);
  return describeSettings(account, environment.settings);
}

/**
 * The setting of a name, looked at before anybody is asked for its value.
 * @param at the commit that declares it, where what is checked out does not
 * @throws GitenvError UNKNOWN_SETTING; CONFIG_STUCK where AWS would not take a value
 */
export async function openSetting(
  environment: Environment,
  name: string,
  at: string | undefined,
  place: GitPlace,
): Promise<OpenSetting> {
  const opened = await findSetting(environment, name, at, place);
  refuseStuck(environment, opened.state);
  return opened;
}

/**
 * The setting of a name as it is, whether or not it could be given a value.
 * @throws GitenvError UNKNOWN_SETTING
 */
export async function findSetting(
  environment: Environment,
  name: string,
  at: string | undefined,
  place: GitPlace,
): Promise<OpenSetting> {
  const declared =
    at === undefined ? environment.settings : await declaredAt(environment, at, place);
  const setting = declared.find((it) => it.name === name);
  if (!setting) throw unknownSetting(environment.name, name, declared, at);
  const open = await openVerified(environment);
  const [state] = await describeSettings(open.account, [setting]);
  if (!state) throw unknownSetting(environment.name, name, declared, at);
  return { open, state };
}

async function declaredAt(
  { name, application }: Environment,
  spec: string,
  place: GitPlace,
): Promise<readonly Setting[]> {
  const commit = await resolveCommit(spec, place);
  const text = await git(textInCommit(commit, configFile), place);
  const settings = text === undefined ? [] : settingsIn(text, application, name);
  if (settings) return settings;
  throw new GitenvError('BAD_CONFIG', `${configFile} of ${shortCommit(commit)} is not understood`);
}

/** What is no name is not repeated: it may be the value, given in the wrong place. */
function unknownSetting(
  environment: string,
  name: string,
  declared: readonly Setting[],
  at: string | undefined,
): GitenvError {
  const names = declared.map((it) => it.name).join(', ');
  const where = at === undefined ? configFile : `${configFile} of ${at}`;
  const what = settingPattern.test(name) ? `no '${name}'` : 'no such name';
  const known = names === '' ? 'nothing' : names;
  return new GitenvError(
    'UNKNOWN_SETTING',
    `${where} declares ${what} for ${environment}, but ${known}`,
    { advice: `Add it to "config" in ${configFile}, with "parameter" or "secret".` },
  );
}

/** Takes a secret's deletion back, as long as that is possible. */
export function restoring({ profile, region }: Environment, reference: string): string {
  const whose = profile === undefined ? '' : ` --profile ${shellWord(profile)}`;
  return `aws secretsmanager restore-secret --secret-id ${reference} --region ${region}${whose}`;
}

function refuseStuck(environment: Environment, { lack, reference }: SettingState): void {
  const { name, profile, region } = environment;
  const options = `--region ${region}${profile === undefined ? '' : ` --profile ${shellWord(profile)}`}`;
  if (lack === 'unencrypted') {
    throw new GitenvError(
      'CONFIG_STUCK',
      `The parameter ${reference} of ${name} is not encrypted, and AWS cannot change that of one that exists`,
      { hint: `aws ssm delete-parameter --name ${reference} ${options}` },
    );
  }
  if (lack === 'scheduled for deletion') {
    throw new GitenvError(
      'CONFIG_STUCK',
      `The secret ${reference} of ${name} is scheduled for deletion, until when it takes no value`,
      { hint: restoring(environment, reference) },
    );
  }
}
