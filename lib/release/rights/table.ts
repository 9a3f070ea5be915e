import type { Need, Verb } from './need';

const moving: readonly Verb[] = ['push', 'promote', 'rollback', 'rollbackNow'];
const releasing: readonly Verb[] = [...moving, 'cancel', 'retry', 'redeploy'];
const following: readonly Verb[] = [...releasing, 'look', 'approve'];
const ending: readonly Verb[] = ['rollbackNow', 'cancel'];
const carrying: readonly Verb[] = [...moving, 'redeploy'];
const examining: readonly Verb[] = ['plan', 'drift'];
const building: readonly Verb[] = ['build', ...examining];

/** What each verb needs in the account of an environment. Declared configuration, images that are copied and submodules need more, each by its own document. */
export const needs: readonly Need[] = [
  {
    actions: ['codecommit:GetRepository'],
    on: 'repository',
    verbs: [...releasing, 'look', 'promoteOn', ...building, 'prune'],
    why: 'find the address of the repository',
  },
  {
    actions: ['codecommit:GetBranch'],
    on: 'repository',
    verbs: [...following, 'promoteOn', ...building, 'prune'],
    why: 'see which commit should run',
  },
  {
    actions: ['codecommit:GitPull'],
    on: 'repository',
    verbs: ['look', ...moving, 'promoteOn', 'build', 'plan'],
    why: 'read the reasons that are kept as tags, and fetch commits that the clone lacks',
  },
  {
    actions: ['codecommit:GitPush'],
    on: 'repository',
    verbs: moving,
    why: 'move the branch',
    ref: 'branch',
  },
  {
    actions: ['codecommit:GitPush'],
    on: 'repository',
    verbs: moving,
    why: 'keep the reason of an override as a tag',
    ref: 'tag',
  },
  {
    actions: ['codecommit:GitPush'],
    on: 'repository',
    verbs: ['build', 'plan'],
    why: 'put the commit there under a tag, which releases nothing',
    ref: 'tag',
  },
  {
    actions: ['codepipeline:GetPipelineState'],
    on: 'pipeline',
    verbs: [...following, 'promoteOn', 'lock', ...examining, 'prune'],
    why: 'see what is on its way, and whether a lock holds it',
  },
  {
    actions: ['codepipeline:ListPipelineExecutions', 'codepipeline:ListActionExecutions'],
    on: 'pipeline',
    verbs: [...following, 'audit', 'promoteOn', ...examining, 'prune'],
    why: 'read the history, and so what runs',
  },
  {
    actions: ['codepipeline:GetPipelineExecution'],
    on: 'pipeline',
    verbs: [...following, 'prune'],
    why: 'follow a release, and see who began it',
  },
  {
    actions: ['codepipeline:ListRuleExecutions'],
    on: 'pipeline',
    verbs: ['look', 'rollbackNow'],
    why: 'see what a freeze has decided',
  },
  {
    actions: ['codepipeline:GetPipeline'],
    on: 'pipeline',
    verbs: ['look', 'audit', 'promoteOn', 'approve', ...moving, 'redeploy', ...examining, 'prune'],
    why: 'find the bucket',
  },
  {
    actions: ['codepipeline:StartPipelineExecution'],
    on: 'pipeline',
    verbs: [...moving, 'redeploy'],
    why: 'release the commit that the branch is at already',
  },
  {
    actions: ['codepipeline:StopPipelineExecution'],
    on: 'pipeline',
    verbs: ending,
    why: 'end a release',
  },
  {
    actions: ['codepipeline:RetryStageExecution'],
    on: 'stages',
    verbs: ['retry'],
    why: 'run a stage that failed again',
  },
  {
    actions: ['codepipeline:OverrideStageCondition'],
    on: 'deployStage',
    verbs: ['rollbackNow'],
    why: 'get past a freeze',
  },
  {
    actions: ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
    on: 'deployStage',
    verbs: ['lock', 'rollbackNow'],
    why: 'close and open the way into Deploy',
  },
  {
    actions: ['codepipeline:PutApprovalResult'],
    on: 'approval',
    verbs: ['approve', ...ending],
    why: 'answer a release that waits for approval',
  },
  {
    actions: ['codebuild:BatchGetBuilds'],
    on: 'projects',
    verbs: [...following, ...building, 'prune'],
    why: 'follow builds, and find their logs',
  },
  {
    actions: ['codebuild:StartBuild'],
    on: 'buildProject',
    verbs: building,
    why: 'start a build outside of a release',
  },
  {
    actions: ['codebuild:ListBuildsForProject'],
    on: 'buildProject',
    verbs: ['look'],
    why: 'see what the last comparison found, if there is a schedule of comparisons',
  },
  {
    actions: ['codebuild:StopBuild'],
    on: 'projects',
    verbs: ending,
    why: 'stop a build that runs',
  },
  {
    actions: ['logs:GetLogEvents'],
    on: 'logs',
    verbs: [...following, ...building],
    why: 'show the logs of builds',
  },
  {
    actions: ['scheduler:GetSchedule'],
    on: 'schedules',
    verbs: ['look', 'lock', 'rollbackNow'],
    why: 'see when a lock begins and ends',
  },
  {
    actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
    on: 'schedules',
    verbs: ['lock'],
    why: 'have a lock begin and end by itself',
  },
  {
    actions: ['iam:PassRole'],
    on: 'lockRole',
    verbs: ['lock'],
    why: 'let the schedules of a lock act',
    passedTo: 'scheduler.amazonaws.com',
  },
  {
    actions: ['s3:ListBucket'],
    on: 'bucket',
    verbs: ['look', 'audit', 'promoteOn', 'approve', ...moving, 'redeploy', ...examining, 'prune'],
    why: 'tell a bundle or plan that is not there from one that may not be read',
  },
  {
    actions: ['s3:GetObject'],
    on: 'plans',
    verbs: ['look', 'approve', 'rollbackNow', ...examining, 'prune'],
    why: 'show the plan that is asked about, or what a comparison found',
  },
  {
    actions: ['s3:GetObject'],
    on: 'bundles',
    verbs: ['promoteOn', ...moving, 'redeploy', 'prune'],
    why: 'read the bundle that was tested, and see whether one is still there',
  },
  {
    actions: ['s3:GetObject'],
    on: 'records',
    verbs: ['audit'],
    why: 'read what was recorded',
  },
  {
    actions: ['kms:GetPublicKey'],
    on: 'keys',
    verbs: ['audit'],
    why: 'know the key that records are signed with',
  },
  {
    actions: ['s3:PutObject'],
    on: 'bundles',
    verbs: carrying,
    why: 'store the bundle that was tested upstream',
  },
  {
    actions: ['s3:PutObject'],
    on: 'promotions',
    verbs: carrying,
    why: 'say which bundle was tested upstream',
  },
  {
    actions: ['s3:DeleteObject'],
    on: 'stored',
    verbs: ['prune'],
    why: 'delete what no release needs any more',
  },
  {
    actions: ['s3:GetBucketVersioning'],
    on: 'bucket',
    verbs: ['prune'],
    why: 'say whether that frees anything',
  },
  {
    actions: ['ecr:BatchDeleteImage', 'ecr:BatchGetImage', 'ecr:DescribeImages'],
    on: 'images',
    verbs: ['prune'],
    why: 'delete images that no release needs any more',
  },
];
