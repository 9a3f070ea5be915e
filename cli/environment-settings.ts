import { approvalByPlan } from '../lib/contract';
import { GitenvError } from '../lib/errors';
import { githubTrustPattern } from '../lib/github-trust';
import type { InitOptions } from '../lib/setup/init/init';
import { rightsGiven } from './deploy-rights';
import type { OptionsOf, Parameter } from './parameter';

type Settings = InitOptions['settings'];

/** What is decided for each environment, and kept where it is not given. */
export const settingOptions = [
  {
    spelling: '--approval [which]',
    meaning:
      'Have a person approve each release before it is deployed; or only those whose plan changes, or destroys, anything',
    choices: approvalByPlan,
  },
  { spelling: '--no-approval', meaning: 'Deploy without asking anybody' },
  {
    spelling: '--guarded [how]',
    meaning:
      'Have the account itself decide what is released, record it and sign that; or only say what it would refuse',
    choices: ['warn'],
  },
  { spelling: '--no-guarded', meaning: 'Let the account decide and record nothing any longer' },
  {
    spelling: '--execution-mode <mode>',
    meaning: 'Whether the last push wins or every push is released, in order',
    choices: ['SUPERSEDED', 'QUEUED'],
  },
  {
    spelling: '--build-policy <arn>',
    meaning: 'Managed policy of the role that builds and plans; may be given more than once',
    repeatable: true,
  },
  {
    spelling: '--deploy-rights <which>',
    meaning:
      'What deploys may change: what the template declares (template), nothing, everything (administrator), or what the policy with this ARN allows',
  },
  {
    spelling: '--deploy-policy <arn>',
    meaning: 'Managed policy of the role that deploys; may be given more than once',
    repeatable: true,
  },
  {
    spelling: '--verify',
    meaning: 'Run ./verify of the commit after each deploy; if it fails, the release has failed',
  },
  { spelling: '--no-verify', meaning: 'Look at deploys no longer' },
  {
    spelling: '--verify-policy <arn>',
    meaning: 'Managed policy of the role of ./verify; may be given more than once',
    repeatable: true,
  },
  {
    spelling: '--verify-timeout <minutes>',
    meaning: 'Minutes until ./verify is stopped (default 10)',
  },
  { spelling: '--permissions-boundary <arn>', meaning: 'Managed policy that bounds every role' },
  {
    spelling: '--trust-github <owner/repo[:branch]>',
    meaning: 'Let GitHub Actions of that branch (default: of the same name) push, without a key',
  },
  { spelling: '--no-trust-github', meaning: 'Let nobody at GitHub push any longer' },
  {
    spelling: '--create-github-provider',
    meaning:
      "Also make the account's identity provider for GitHub, which it has once or not at all",
  },
  { spelling: '--build-image <image>', meaning: 'CodeBuild image of builds and deploys' },
  { spelling: '--compute-type <type>', meaning: 'CodeBuild machine of builds and deploys' },
  { spelling: '--timeout-minutes <n>', meaning: 'Minutes until a build or a deploy is stopped' },
  {
    spelling: '--privileged',
    meaning: "Let builds run Docker, and push to the application's image repository",
  },
  { spelling: '--no-privileged', meaning: 'Let builds run no Docker any longer' },
  { spelling: '--log-retention-days <n>', meaning: 'Days until logs expire' },
  {
    spelling: '--artifact-retention-days <n>',
    meaning: 'Days until artifacts of releases expire; bundles stay',
  },
] as const satisfies readonly Parameter[];

type Given = OptionsOf<(typeof settingOptions)[number]>;

/** @throws GitenvError USAGE for a value that is none of its kind */
export async function settingsGiven(options: Given): Promise<Settings> {
  const { numberOption } = await import('./number');
  const range = { min: 1, max: 3653 };
  const minutes = { min: 5, max: 480 };
  const { logRetentionDays: logs, artifactRetentionDays: artifacts } = options;
  return whatIsSaid({
    approval: options.approval,
    guarded: options.guarded,
    executionMode: options.executionMode,
    buildPolicies: options.buildPolicy,
    deployPolicies: options.deployPolicy,
    deployRights: rightsGiven(options.deployRights),
    verify: options.verify,
    verifyPolicies: options.verifyPolicy,
    verifyTimeoutMinutes: numberOption('--verify-timeout', options.verifyTimeout, minutes),
    permissionsBoundary: options.permissionsBoundary,
    trustGithub: trustOf(options.trustGithub),
    // Nothing says that the provider is not to be made.
    createGithubProvider: options.createGithubProvider || undefined,
    buildImage: options.buildImage,
    computeType: options.computeType,
    timeoutMinutes: numberOption('--timeout-minutes', options.timeoutMinutes, minutes),
    privileged: options.privileged,
    logRetentionDays: numberOption('--log-retention-days', logs, range),
    artifactRetentionDays: numberOption('--artifact-retention-days', artifacts, range),
  });
}

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function whatIsSaid<T extends object>(values: T): Said<T> {
  const said = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as Said<T>;
}

function trustOf(value: Given['trustGithub']): Given['trustGithub'] {
  if (typeof value !== 'string' || githubTrustPattern.test(value)) return value;
  throw new GitenvError('USAGE', `'${value}' is not a repository at GitHub`, {
    advice: '--trust-github takes owner/name, or owner/name:branch.',
  });
}
