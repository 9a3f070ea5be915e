import { noSuchProfile } from '../../aws/account/credentials';
import { usesEnvironment } from '../../aws/profile/identity';
import { readSharedConfig, type SharedConfig } from '../../aws/profile/shared-config';
import type { Config } from '../../config/config';
import { regionPattern } from '../../config/environment';
import { ownProfiles, profileKeys } from '../../config/git-settings';
import { nearestName } from '../../config/nearest';
import { environmentPattern } from '../../contract';
import { GitenvError } from '../../errors';
import { getConfigMatching } from '../../git/repository';
import { git } from '../../git/run';
import { shellWord } from '../../shell-word';
import type { InitPort } from './port';

/** The account an environment is to be installed in. */
export interface InstallTarget {
  readonly environment: string;
  readonly profile: string | undefined;
  readonly region: string;
  /** As recorded; undefined for a new environment. */
  readonly account: string | undefined;
  /** The profile that `gitenv.json` is to have: what a clone has of its own does not replace the recorded one. */
  readonly recordedProfile: string | undefined;
}

export interface TargetOptions {
  readonly environments: readonly string[];
  /** As many as environments, in their order; or none. */
  readonly profiles: readonly string[];
  readonly region: string | undefined;
  readonly env: Env;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Decides which profile and region each environment has: what was asked for, what this clone has of its own, what is
 * recorded, what the AWS config files suggest.
 * @throws GitenvError USAGE, NO_CREDENTIALS
 */
export async function resolveTargets(
  root: string,
  options: TargetOptions,
  { application, environments: recorded }: Config,
  port: Pick<InitPort, 'say'>,
): Promise<InstallTarget[]> {
  const { environments, profiles, env } = options;
  checkEnvironments(environments);
  if (profiles.length > 0 && profiles.length !== environments.length) {
    throw new GitenvError(
      'USAGE',
      `There are ${environments.length} environments but ${profiles.length} profiles`,
      {
        advice: 'Give --profile once for each environment, in their order, or run init for each.',
      },
    );
  }
  const own = ownProfiles(await git(getConfigMatching(profileKeys), { cwd: root }), application);
  const shared = readSharedConfig();
  return environments.map((environment, index) => {
    const known = recorded[environment];
    // A remote may still have a profile that is gone, which init brings up to date.
    const ours = [own.get(environment)].find((name) => isProfile(name, shared));
    const asked = profiles[index] ?? ours ?? known?.profile;
    checkProfile(asked, environment, shared);
    const profile =
      asked ?? (known ? undefined : findProfile(environment, shared, Object.keys(recorded)));
    if (profile !== undefined && asked === undefined)
      port.say({ kind: 'profileFound', environment, profile });
    const region = options.region ?? known?.region ?? regionOf(environment, profile, shared, env);
    checkRegion(region, `gitenv init ${environment}`);
    const recordedProfile = profiles[index] ?? (known ? known.profile : profile);
    return { environment, profile, region, account: known?.account, recordedProfile };
  });
}

/** A wrong guess would install in a wrong account, so there is a guess only where one profile fits. */
function findProfile(
  environment: string,
  { profileNames }: SharedConfig,
  recorded: readonly string[],
): string {
  const likely = [environment, `gitenv-${environment}`].filter((name) =>
    profileNames.includes(name),
  );
  const [profile] = likely;
  if (profile !== undefined && likely.length === 1) return profile;
  if (likely.length > 1) {
    throw new GitenvError(
      'USAGE',
      `Both profiles ${likely.join(' and ')} could be ${environment}`,
      {
        hint: `gitenv init ${environment} --profile ${shellWord(likely.at(-1) ?? '')}`,
      },
    );
  }
  const meant = nearestName(environment, recorded);
  throw new GitenvError(
    'NO_CREDENTIALS',
    `The AWS config files have neither a profile '${environment}' nor 'gitenv-${environment}'`,
    {
      advice:
        meant === undefined
          ? 'Name one with --profile, or try it without AWS: gitenv local up.'
          : `Did you mean ${meant}? A new environment needs a profile.`,
      hint: `gitenv init ${environment} --profile PROFILE${meant === undefined ? '\ngitenv local up' : ''}`,
    },
  );
}

function regionOf(
  environment: string,
  profile: string | undefined,
  shared: SharedConfig,
  env: Env,
): string {
  const region =
    (profile !== undefined ? shared.profile(profile)?.region : undefined) ||
    env.AWS_REGION ||
    env.AWS_DEFAULT_REGION;
  if (region) return region;
  throw new GitenvError('USAGE', `No region is set for ${environment}`, {
    hint: `gitenv init ${environment} --region REGION`,
  });
}

/** Reasons are kept below the name of their environment, and other tags below these. */
const takenTags: ReadonlySet<string> = new Set(['ask', 'say', 'uses']);

/** @throws GitenvError USAGE */
function checkEnvironments(environments: readonly string[]): void {
  const wrong = environments.find((name) => !environmentPattern.test(name));
  if (wrong !== undefined) {
    throw new GitenvError('USAGE', `'${wrong}' cannot be the name of an environment`, {
      advice: 'Use at most 20 lower-case letters, digits and dashes, such as dev.',
    });
  }
  const taken = environments.find((name) => takenTags.has(name));
  if (taken !== undefined)
    throw new GitenvError('USAGE', `'${taken}' cannot be the name of an environment`, {
      advice: `gitenv keeps other tags than reasons below refs/tags/gitenv/${taken}/.`,
    });
  const twice = environments.find((name, index) => environments.indexOf(name) !== index);
  if (twice !== undefined) throw new GitenvError('USAGE', `'${twice}' is named twice`);
}

/**
 * @param command what takes the option `--region`, as far as that
 * @throws GitenvError USAGE
 */
export function checkRegion(region: string, command: string): void {
  if (regionPattern.test(region)) return;
  throw new GitenvError('USAGE', `'${region}' cannot be the name of an AWS region`, {
    advice: 'Regions are named as in this example.',
    hint: `${command} --region eu-west-1`,
  });
}

/** @throws GitenvError NO_CREDENTIALS where no file has the profile, and none of the process's keys stand in for it */
export function checkProfile(
  profile: string | undefined,
  environment: string,
  shared: SharedConfig,
): void {
  if (profile === undefined || isProfile(profile, shared)) return;
  throw noSuchProfile(profile, { profile, environment }, shared, process.env);
}

/** Whether credentials can be had by a profile of that name, or need none. */
export function isProfile(profile: string | undefined, shared: SharedConfig): boolean {
  const isThere = profile === undefined || shared.profile(profile) !== undefined;
  return isThere || usesEnvironment(process.env);
}
