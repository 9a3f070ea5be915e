import { lockRole, namesOf, stages } from '../../contract';

/** Where an environment is installed. */
export interface InstalledAt {
  /** `aws`, or AWS's name for another part of the world, such as `aws-cn`. */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly application: string;
}

/** The role that a person hands to the schedules of a lock. */
export function lockRoleArn({ partition, account, region, application }: InstalledAt): string {
  return `arn:${partition}:iam::${account}:role/${lockRole(application, region)}`;
}

/** What a person has to be allowed to lock and unlock one environment, as an IAM policy. */
export function lockPolicy(at: InstalledAt): object {
  const { partition, account, region, application } = at;
  const { pipeline, lockBegins, lockEnds } = namesOf(application);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const allow = (Action: string[], Resource: string | string[], more = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  });
  const verbs = ['Create', 'Update', 'Get', 'Delete'];
  return {
    Version: '2012-10-17',
    Statement: [
      allow(['codepipeline:GetPipelineState'], arn('codepipeline', pipeline)),
      allow(
        ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
        arn('codepipeline', `${pipeline}/${stages.deploy}`),
      ),
      allow(
        verbs.map((verb) => `scheduler:${verb}Schedule`),
        [lockBegins, lockEnds].map((name) => arn('scheduler', `schedule/default/${name}`)),
      ),
      allow(['iam:PassRole'], lockRoleArn(at), {
        Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    ],
  };
}
