import { Aws, Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  applicationPattern,
  artifactPrefix,
  artifacts,
  defaultBranch,
  environmentPattern,
  reservedApplications,
} from '../../lib/contract';
import { githubSubject, githubTrustPattern } from '../../lib/github-trust';
import { guardedModes } from '../../lib/guard-names';
import { arnsByName, fittingArns, ownArns } from '../../lib/own-arns';
import type { GitenvStackProps } from './props';
import {
  defaults,
  type EachStage,
  type GuardSettings,
  type NetworkSettings,
  type StackSettings,
  type VerifySettings,
} from './settings';

/** What the construct's properties come to. @throws Error naming a property that is not what it has to be */
export function settingsFromProps(props: GitenvStackProps): StackSettings {
  demand(applicationPattern, 'application', props.application);
  demandUnreserved(props.application);
  demand(environmentPattern, 'environment', props.environment);
  demandReachable(props);
  const executionMode = props.executionMode ?? defaults.executionMode;
  demand(/^(SUPERSEDED|QUEUED)$/, 'executionMode', executionMode);
  return {
    application: props.application,
    environment: props.environment,
    branch: props.branch ?? defaultBranch,
    createRepository: !props.existingRepository,
    approval: (props.approval ?? false) !== false,
    approvalByPlan: {
      skipsEmpty: typeof props.approval === 'string',
      skipsChanges: props.approval === 'destroys',
    },
    executionMode,
    holdDeploy: props.holdDeploy ?? false,
    deployFrom: artifacts[props.deployFrom ?? 'source'],
    deployWindow: props.deployWindow && { timeZone: defaults.timeZone, ...props.deployWindow },
    buildPolicies: (props.buildPolicies ?? []).map((policy) => policy.managedPolicyArn),
    driftSchedule:
      props.driftSchedule === undefined ? undefined : { expression: props.driftSchedule },
    deployPolicies: (props.deployPolicies ?? []).map((policy) => policy.managedPolicyArn),
    sources: sourcesOf(props),
    apartFrom: apartFrom(props),
    assets: props.assets && {
      ...props.assets,
      isWriter: props.assets.writer === props.environment,
    },
    pusher: pusherOf(props),
    guard: guardOf(props),
    privileged: props.privileged ?? false,
    image: props.buildImage ?? defaults.buildImage,
    computeTypes: computeTypesOf(props),
    timeoutMinutes: minutesOf(props),
    verify: verifyOf(props),
    network: networkOf(props),
    cache: { isLocal: props.cache === 'local', isInBucket: props.cache === 'bucket' },
    ...retentionOf(props),
  };
}

function networkOf({ network }: GitenvStackProps): NetworkSettings | undefined {
  if (!network) return undefined;
  const { vpc, subnets, securityGroups } = network;
  return { vpc, subnets: [...subnets], securityGroups: [...securityGroups] };
}

function retentionOf({ application, logRetention, artifactRetention }: GitenvStackProps) {
  const logs = logRetention ?? defaults.logRetentionDays;
  return {
    logRetentionDays: logs === RetentionDays.INFINITE ? undefined : logs,
    artifactRetentionDays: artifactRetention?.toDays() ?? defaults.artifactRetentionDays,
    artifactPrefix: { value: artifactPrefix(application) },
  };
}

function guardOf(props: GitenvStackProps): GuardSettings {
  const { guarded = false, guardProgram = '', gateRules: rules = '' } = props;
  if (guardProgram !== '') demand(/^[0-9a-f]{64}$/, 'guardProgram', guardProgram);
  const word = guarded === true ? guardedModes.yes : guarded || guardedModes.no;
  const decides = guarded === true || guarded === 'warn';
  const made = { mode: word, program: guardProgram, rules };
  return { decides, made: guarded === false ? undefined : made };
}

function sourcesOf({ sourceRepositories = [] }: GitenvStackProps) {
  if (sourceRepositories.length === 0) return undefined;
  for (const name of sourceRepositories) demand(/^[\w.-]{1,100}$/, 'sourceRepositories', name);
  const place = `${Aws.PARTITION}:codecommit:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  return { arns: sourceRepositories.map((name) => `arn:${place}:${name}`) };
}

function apartFrom({ application, apartFrom: others = [] }: GitenvStackProps) {
  if (others.length === 0) return undefined;
  for (const name of others) {
    demand(applicationPattern, 'apartFrom', name);
    demand(new RegExp(`^${application}-`), 'apartFrom', name);
  }
  const here = { partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID };
  return {
    arns: fittingArns(
      others.flatMap((name) => [...ownArns(name, here), ...arnsByName(name, here)]),
    ),
  };
}

function pusherOf({ trustGithub, createGithubProvider = false, branch }: GitenvStackProps) {
  if (trustGithub === undefined) return undefined;
  demand(githubTrustPattern, 'trustGithub', trustGithub);
  const subject = githubSubject(trustGithub, branch ?? defaultBranch);
  return { subject, createProvider: createGithubProvider };
}

function minutesOf({ timeout }: GitenvStackProps): EachStage<number> {
  const usual = Duration.minutes(defaults.timeoutMinutes);
  // Whoever uses the construct may have another copy of the class.
  const both = timeout && 'toMinutes' in timeout ? { build: timeout, deploy: timeout } : timeout;
  const { build = usual, deploy = usual } = both ?? {};
  return { build: build.toMinutes(), deploy: deploy.toMinutes() };
}

function verifyOf({ verify }: GitenvStackProps): VerifySettings {
  const { policies = [], timeout = Duration.minutes(defaults.verifyMinutes) } =
    typeof verify === 'object' ? verify : {};
  return {
    isThere: verify !== undefined && verify !== false,
    policies: policies.map((policy) => policy.managedPolicyArn),
    timeoutMinutes: timeout.toMinutes(),
  };
}

function computeTypesOf({ computeType }: GitenvStackProps): EachStage<string> {
  const both =
    typeof computeType === 'string' ? { build: computeType, deploy: computeType } : computeType;
  const { build = defaults.computeType, deploy = build } = both ?? {};
  return { build, deploy };
}

/** CloudFormation makes the names of roles from the stack's, and the bucket's policy lets in roles by their names. */
function demandReachable({ assets, stackName }: GitenvStackProps): void {
  if (assets && stackName !== undefined) demand(/^gitenv-/, 'stackName (with assets)', stackName);
}

/** Below such a name lies what is not this pipeline's, and its builds may not write there. */
function demandUnreserved(application: string): void {
  if (reservedApplications.has(application))
    throw new Error(`GitenvStack: no application can be called '${application}'.`);
}

function demand(pattern: RegExp, property: string, value: string): void {
  if (!pattern.test(value))
    throw new Error(`GitenvStack: ${property} '${value}' does not match ${pattern}.`);
}
