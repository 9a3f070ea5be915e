import {
  type Config,
  type EnvironmentSettings,
  parseConfig,
  settingsRecorded,
} from '../../config/config';
import { configFile } from '../../contract';
import { GitenvError } from '../../errors';
import { textInCommit } from '../../git/repository';
import { git } from '../../git/run';
import type { InitPort } from './port';

/** What the last commit records; undefined if it records nothing that can be read, or another application. */
export async function rememberedConfig(
  root: string,
  application: string,
): Promise<Config | undefined> {
  const text = await git(textInCommit('HEAD', configFile), { cwd: root });
  if (text === undefined) return undefined;
  try {
    const config = parseConfig(text);
    return config.application === application ? config : undefined;
  } catch (error) {
    if (error instanceof GitenvError) return undefined;
    throw error;
  }
}

/** An environment that was removed since the last commit has its settings again, such as who approves. */
export function takeUp(
  environment: string,
  remembered: Config | undefined,
  port: Pick<InitPort, 'say'>,
): EnvironmentSettings {
  const settings = settingsRecorded(remembered, environment);
  const names = Object.keys(settings);
  if (names.length > 0) port.say({ kind: 'settingsTakenUp', environment, names });
  return settings;
}
