import { defaultBranch } from '../contract';
import { GitenvError } from '../errors';
import { type AddressSource, addressSource, type DeclaredAddress } from './address';
import { type DeclaredKit, type DeclaredLogs, type LogSource, logSource } from './log-groups';
import { type Setting, settingsOf } from './setting';

/** Where an environment is: what the address `gitenv://[profile@]region/repository` says. */
export interface RemoteAddress {
  /** AWS profile; undefined means the default credential chain. */
  readonly profile: string | undefined;
  readonly region: string;
  readonly repository: string;
}

/** One AWS account and region that one branch deploys to. */
export interface Environment {
  readonly name: string;
  readonly application: string;
  readonly branch: string;
  readonly region: string;
  readonly profile: string | undefined;
  /** The 12-digit account recorded at `gitenv init`; undefined only before that. */
  readonly account: string | undefined;
  /** True where whoever pushed a release may not be the one who approves it. */
  readonly separateApprover: boolean;
  /** Whether the account itself decides what is released, or only tells what it would refuse. */
  readonly guarded: boolean | 'warn';
  /** True where a release that puts back what ran before needs another person's approval like any other. */
  readonly approveRollbacks: boolean;
  /** The environment before this one on the path. */
  readonly upstream: string | undefined;
  /** What the work tree's `gitenv.json` says that the application needs there. */
  readonly settings: readonly Setting[];
  /** Whether the account compares itself with what runs in it, from time to time. */
  readonly watchesDrift: boolean;
  /** Whether a bundle comes along from upstream, is built here, or is pulled from where all environments find it. */
  readonly bundles: 'promote' | 'rebuild' | 'pull';
  /** Where the application answers, if `gitenv.json` says it. */
  readonly address: AddressSource | undefined;
  /** Where the application logs, if `gitenv.json` tells it. */
  readonly logs: LogSource | undefined;
}

/** As much of `gitenv.json` as says what its environments are. */
export interface RecordedEnvironments {
  readonly application: string;
  readonly branch?: string | undefined;
  readonly path?: readonly string[] | undefined;
  readonly config?: unknown;
  readonly bundles?: Environment['bundles'] | undefined;
  readonly builtIn?: string | undefined;
  readonly url?: DeclaredAddress | undefined;
  readonly logs?: DeclaredLogs | undefined;
  readonly kit?: DeclaredKit | undefined;
  readonly environments: Readonly<Record<string, RecordedSettings>>;
}

interface RecordedSettings {
  readonly region: string;
  readonly profile?: string | undefined;
  readonly account?: string | undefined;
  readonly separateApprover?: boolean | undefined;
  readonly approveRollbacks?: boolean | undefined;
  readonly guarded?: boolean | 'warn' | undefined;
  readonly driftSchedule?: unknown;
  readonly url?: DeclaredAddress | false | undefined;
  readonly logs?: DeclaredLogs | undefined;
  readonly config?: unknown;
}

/** @returns undefined where no environment has the name */
export function environmentIn(file: RecordedEnvironments, name: string): Environment | undefined {
  const settings = Object.hasOwn(file.environments, name) ? file.environments[name] : undefined;
  return settings && environmentFrom(file, name, settings);
}

function environmentFrom(
  file: RecordedEnvironments,
  name: string,
  settings: RecordedSettings,
): Environment {
  const path = file.path ?? Object.keys(file.environments);
  const named = { application: file.application, name };
  return {
    name,
    application: file.application,
    branch: file.branch ?? defaultBranch,
    region: settings.region,
    profile: settings.profile,
    account: settings.account,
    separateApprover: settings.separateApprover ?? false,
    approveRollbacks: settings.approveRollbacks ?? false,
    guarded: settings.guarded ?? false,
    upstream: path[path.indexOf(name) - 1],
    settings: settingsOf(file.application, file.config, settings.config) ?? [],
    bundles: bundlesIn(file, path, name),
    watchesDrift: typeof settings.driftSchedule === 'string',
    address: addressSource(file.url, settings.url, named),
    logs: logSource(settings.logs ?? file.logs, file.kit, named),
  };
}

/** What comes before the environment that is trusted to build, is not: that one builds for itself. */
function bundlesIn(
  { bundles = 'promote', builtIn }: RecordedEnvironments,
  path: readonly string[],
  name: string,
): Environment['bundles'] {
  const isBefore = builtIn !== undefined && path.indexOf(name) <= path.indexOf(builtIn);
  return bundles === 'promote' && isBefore ? 'rebuild' : bundles;
}

/** What an address alone says of its environment, as in a clone without `gitenv.json`. */
export function environmentAt(
  { profile, region, repository: application }: RemoteAddress,
  name: string,
): Environment {
  return environmentFrom({ application, environments: {} }, name, { region, profile });
}

export const remoteScheme = 'gitenv';

/** Names of regions in every partition, such as eu-west-1, cn-north-1 and us-gov-west-1. */
export const regionPattern = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Whether a policy is AWS's own that allows everything. */
export function isAdministrator(policy: string): boolean {
  return /^arn:[\w-]+:iam::aws:policy\/AdministratorAccess$/.test(policy);
}

/**
 * What deploys may change in an account: what the templates of the commit declare, nothing, or everything. Anything else is the
 * ARN of a managed policy.
 */
export const deployRightsWords = ['template', 'nothing', 'administrator'] as const;

/** A managed policy, of AWS's or of an account's own. */
export const managedPolicyPattern = /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/\S+$/;

const addressPattern = /^gitenv:\/\/(?:([^@/]+)@)?([a-z]{2}(?:-[a-z]+)+-\d)\/([\w.-]{1,100})$/;

/**
 * Reads a remote address. The profile is percent-decoded, so profile names with spaces or `@` survive.
 * @throws GitenvError BAD_REMOTE
 */
export function parseRemoteAddress(address: string): RemoteAddress {
  const match = addressPattern.exec(address);
  if (!match) {
    throw new GitenvError(
      'BAD_REMOTE',
      `'${address}' is not an address of the form gitenv://[profile@]region/repository`,
      {
        hint: 'git remote -v',
      },
    );
  }
  const [, profile, region = '', repository = ''] = match;
  return {
    profile: profile === undefined ? undefined : decodeURIComponent(profile),
    region,
    // As it is written for a submodule of a repository elsewhere; no repository of CodeCommit's ends so.
    repository: repository.replace(/\.git$/, ''),
  };
}

export function formatRemoteAddress({ profile, region, repository }: RemoteAddress): string {
  const authority = profile === undefined ? '' : `${encodeURIComponent(profile)}@`;
  return `${remoteScheme}://${authority}${region}/${repository}`;
}

/** The pipeline's page in the AWS console; China and GovCloud have consoles of their own. */
export function consoleAddress({ region, application }: Environment): string {
  const host = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : 'console.aws.amazon.com';
  return `https://${region}.${host}/codesuite/codepipeline/pipelines/${application}/view?region=${region}`;
}
