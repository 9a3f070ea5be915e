import { verifyNamesOf } from '../../action-names';
import { namesOf, stages } from '../../contract';
import { objectKeys } from '../../object-keys';
import { type InstalledAt, lockRoleArn } from '../lock/policy';

/** An installed environment, with what only its stack tells. */
export interface Place extends InstalledAt {
  readonly branch: string;
  /** The bucket of the environment. */
  readonly bucket: string;
  /** Whether something looks at its deploys. */
  readonly verifies: boolean;
}

/** What a right is on. */
export type Thing =
  | 'repository'
  | 'pipeline'
  | 'stages'
  | 'deployStage'
  | 'approval'
  | 'projects'
  | 'buildProject'
  | 'logs'
  | 'schedules'
  | 'lockRole'
  | 'bucket'
  | 'plans'
  | 'bundles'
  | 'promotions'
  | 'stored'
  | 'records'
  | 'keys'
  | 'images';

/** The ARNs of a thing as a policy names them; a star stands for what is not known before. */
export function arnsOf(thing: Thing, at: Place): readonly string[] {
  const { partition, region, account, application, bucket, verifies } = at;
  const names = namesOf(application);
  const { pipeline, repository, buildProject, deployProject } = names;
  const verify = verifyNamesOf(application);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const stageArn = (stage: string) => arn('codepipeline', `${pipeline}/${stage}`);
  const project = (name: string) => arn('codebuild', `project/${name}`);
  const objects = `arn:${partition}:s3:::${bucket}`;
  const all: Readonly<Record<Thing, readonly string[]>> = {
    repository: [arn('codecommit', repository)],
    pipeline: [arn('codepipeline', pipeline)],
    stages: [stageArn(stages.build), stageArn(stages.deploy)],
    deployStage: [stageArn(stages.deploy)],
    approval: [stageArn(`${stages.approve}/${stages.approve}`)],
    projects: [buildProject, deployProject, ...(verifies ? [verify.project] : [])].map(project),
    buildProject: [project(buildProject)],
    logs: [names.buildLogGroup, names.deployLogGroup, ...(verifies ? [verify.logGroup] : [])].map(
      (name) => arn('logs', `log-group:${name}:log-stream:*`),
    ),
    schedules: [names.lockBegins, names.lockEnds].map((name) =>
      arn('scheduler', `schedule/default/${name}`),
    ),
    lockRole: [lockRoleArn(at)],
    bucket: [objects],
    plans: [`${objects}/${objectKeys.plans}*`],
    bundles: [`${objects}/${objectKeys.bundles}*`],
    promotions: [`${objects}/${objectKeys.promoted}*`],
    stored: [objectKeys.bundles, objectKeys.promoted, objectKeys.templates, objectKeys.assets].map(
      (below) => `${objects}/${below}*`,
    ),
    records: [`${objects}/${objectKeys.records}*`],
    keys: [arn('kms', 'key/*')],
    images: [arn('ecr', `repository/${application}`)],
  };
  return all[thing];
}
