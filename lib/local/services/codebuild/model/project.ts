import type {
  Project,
  ProjectArtifacts,
  ProjectSource,
  VpcConfig,
} from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { invalid, notFound } from './errors';
import { projectsOf, revive } from './records';

const sourceTypes = ['CODEPIPELINE', 'NO_SOURCE', 'S3', 'CODECOMMIT'];
const artifactTypes = ['CODEPIPELINE', 'NO_ARTIFACTS', 'S3'];

/** Refuses what AWS refuses, and by name what this emulator cannot do. @throws ServiceError */
export function checkProject(project: Project): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/.test(project.name ?? ''))
    throw invalid(`Invalid project name: ${project.name}`);
  if (!project.serviceRole) throw invalid('Service role is required');
  if (!project.environment) throw invalid('Project environment is required');
  if (!project.artifacts) throw invalid('Project artifacts are required');
  if (!project.source) throw invalid('Project source is required');
  for (const source of [project.source, ...(project.secondarySources ?? [])]) checkSource(source);
  for (const artifacts of [project.artifacts, ...(project.secondaryArtifacts ?? [])])
    checkArtifacts(artifacts);
  if ((project.source.type === 'CODEPIPELINE') !== (project.artifacts.type === 'CODEPIPELINE'))
    throw invalid('Source and artifacts must both be of type CODEPIPELINE, or neither');
  checkRange('timeoutInMinutes', project.timeoutInMinutes, 5, 2160);
  checkRange('queuedTimeoutInMinutes', project.queuedTimeoutInMinutes, 5, 480);
  checkRange('concurrentBuildLimit', project.concurrentBuildLimit, 1, 100_000);
  checkNetwork(project.vpcConfig);
  refuseUnsupported(project);
}

function checkSource({ type, buildspec, location }: ProjectSource): void {
  if (!type) throw invalid('Project source type is required');
  if (!sourceTypes.includes(type)) throw notImplemented('codebuild', `source type ${type}`);
  if (type === 'NO_SOURCE' && !buildspec)
    throw invalid('A buildspec is required for source type NO_SOURCE');
  if ((type === 'S3' || type === 'CODECOMMIT') && !location)
    throw invalid(`A location is required for source type ${type}`);
  checkBuildspec(buildspec);
}

/** The bound is CodeBuild's (https://github.com/aws/aws-cdk/pull/14974); its words for it are not documented. */
const longestBuildspec = 25_600;

/** @throws ServiceError for a buildspec that CodeBuild takes only from a file */
function checkBuildspec(buildspec: string | undefined): void {
  if ((buildspec?.length ?? 0) > longestBuildspec)
    throw invalid(`Invalid buildspec: it should be at most ${longestBuildspec} characters`);
}

function checkArtifacts({ type, location, packaging, namespaceType }: ProjectArtifacts): void {
  if (!type) throw invalid('Project artifacts type is required');
  if (!artifactTypes.includes(type)) throw invalid(`Invalid artifacts type: ${type}`);
  if (type === 'S3' && !location) throw invalid('A location is required for artifacts type S3');
  checkWord('packaging', packaging, ['NONE', 'ZIP']);
  checkWord('namespaceType', namespaceType, ['NONE', 'BUILD_ID']);
}

/** Where a build has its network interface is kept, and builds run on this machine's network all the same. */
function checkNetwork({ vpcId, subnets = [], securityGroupIds = [] }: VpcConfig = {}): void {
  if (!vpcId && subnets.length === 0 && securityGroupIds.length === 0) return;
  if (!vpcId) throw invalid('Invalid vpc config: the VPC id is required');
  if (subnets.length === 0) throw invalid('Invalid vpc config: subnets are required');
  if (securityGroupIds.length === 0)
    throw invalid('Invalid vpc config: security group ids are required');
  if (subnets.length > 16) throw invalid('Invalid vpc config: at most 16 subnets');
  if (securityGroupIds.length > 5)
    throw invalid('Invalid vpc config: at most 5 security group ids');
}

function refuseUnsupported({ environment, logsConfig, ...project }: Project): void {
  if (environment?.type?.startsWith('WINDOWS'))
    throw notImplemented('codebuild', `environment type ${environment.type}`);
  if (environment?.fleet?.fleetArn) throw notImplemented('codebuild', 'reserved capacity fleets');
  if (logsConfig?.s3Logs?.status === 'ENABLED') throw notImplemented('codebuild', 'S3 logs');
  if (project.fileSystemLocations?.length) throw notImplemented('codebuild', 'file systems');
  if (project.webhook) throw notImplemented('codebuild', 'webhooks');
}

function checkRange(name: string, value: number | undefined, low: number, high: number): void {
  if (value !== undefined && !(value >= low && value <= high))
    throw invalid(`Invalid ${name}: it must be from ${low} to ${high}`);
}

function checkWord(name: string, value: string | undefined, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value))
    throw invalid(`Invalid ${name}: ${value} is not one of ${words.join(', ')}`);
}

/** @throws ServiceError as StartBuild answers it */
export function findProject(name: string, context: Context): Project {
  const found = projectsOf(context).get(nameOf(name));
  if (!found) throw notFound(`Project cannot be found: ${projectArn(nameOf(name), context)}`);
  return revive<Project>(found);
}

export function projectArn(name: string, { account, region }: Context): string {
  return `arn:aws:codebuild:${region}:${account}:project/${name}`;
}

/** Operations take a project's ARN for its name. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}
