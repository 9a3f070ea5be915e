import type { Stack } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { lockRole, stages } from '../../lib/contract';
import { addServiceRole } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';

/**
 * The role by which a lock begins and ends, which `gitenv lock` hands to the schedules that it makes. Scheduler names the
 * group of a schedule when it takes on a role, never the schedule: see "Confused deputy prevention" in
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function addLockRole(stack: Stack, settings: StackSettings, pipeline: CfnPipeline): CfnRole {
  return addServiceRole(stack, 'LockRole', settings, {
    name: lockRole(settings.application, stack.region),
    description: 'Closes and opens the way into Deploy when the time of a lock has come',
    service: 'scheduler',
    sourceArns: [
      stack.formatArn({
        service: 'scheduler',
        resource: 'schedule-group',
        resourceName: 'default',
      }),
    ],
    statements: [
      {
        actions: ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
        resources: [
          stack.formatArn({
            service: 'codepipeline',
            resource: pipeline.ref,
            resourceName: stages.deploy,
          }),
        ],
      },
    ],
  });
}
