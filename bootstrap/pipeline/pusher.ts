import { type CfnCondition, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnOIDCProvider, CfnRole } from 'aws-cdk-lib/aws-iam';
import { namesOf, useRefPrefix } from '../../lib/contract';
import { where } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';
import { conditioned } from '../settings/yes-or-no';
import type { Projects } from './projects';
import type { Source } from './source';
import { type Verification, whereThere } from './verify';

const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/** What the role reads of: builds, deploys, and what looks at them. */
interface Looked {
  readonly projects: Projects;
  readonly verification: Verification | undefined;
}

/**
 * The role that one branch of one repository at GitHub may take on, with no key that lives longer than an hour: it may
 * push to the deploy branch and read how that is released. Nothing of it is there unless it is asked for.
 */
export function addPusher(
  stack: Stack,
  settings: StackSettings,
  source: Source,
  looked: Looked,
): void {
  const { pusher } = settings;
  if (!pusher) return;
  if (pusher.createProvider !== false) addProvider(stack, pusher.createProvider);
  const role = new CfnRole(stack, 'PusherRole', {
    roleName: namesOf(settings.application).pusherRole,
    description:
      'Pushes from GitHub Actions to the branch that is released, and reads how that goes',
    assumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: {
        Federated: stack.formatArn({
          service: 'iam',
          region: '',
          resource: 'oidc-provider',
          resourceName: issuer,
        }),
      },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: pusher.subject },
      },
    }),
    policies: [
      {
        policyName: 'PusherRole',
        policyDocument: document(...statements(stack, settings, source, looked)),
      },
    ],
    ...(settings.permissionsBoundary && { permissionsBoundary: settings.permissionsBoundary }),
  });
  conditioned(role, pusher.condition);
}

/** An account has one provider for an address, which others may rely on: it stays when the stack goes. */
function addProvider(stack: Stack, condition: true | CfnCondition): void {
  const provider = new CfnOIDCProvider(stack, 'GithubProvider', {
    url: `https://${issuer}`,
    clientIdList: [audience],
  });
  provider.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  conditioned(provider, condition);
}

function statements(stack: Stack, settings: StackSettings, source: Source, looked: Looked) {
  const names = namesOf(settings.application);
  return [
    allow(
      [
        'codecommit:GetBranch',
        'codecommit:GetRepository',
        'codecommit:GitPull',
        'codecommit:GitPush',
      ],
      [source.arn],
    ),
    onlyPushes('StringNotEquals', `refs/heads/${settings.branch}`, [source.arn]),
    ...sourceStatements(settings),
    allow(
      [
        'codepipeline:GetPipelineExecution',
        'codepipeline:GetPipelineState',
        'codepipeline:ListActionExecutions',
        'codepipeline:ListPipelineExecutions',
        'codepipeline:ListRuleExecutions',
        // A workflow that is run again pushes what is there already.
        'codepipeline:StartPipelineExecution',
      ],
      [stack.formatArn({ service: 'codepipeline', resource: names.pipeline })],
    ),
    ...logStatements(looked),
  ];
}

function allow(Action: string[], Resource: string[]) {
  return { Effect: 'Allow', Action, Resource };
}

/** What builds print is read by whoever follows the release. */
function logStatements({ projects, verification }: Looked) {
  const { build, deploy, logs } = projects;
  return [
    allow(
      ['codebuild:BatchGetBuilds'],
      [
        build.attrArn,
        deploy.attrArn,
        ...whereThere(verification, ({ project }) => project.attrArn),
      ],
    ),
    allow(
      ['logs:GetLogEvents'],
      [...logs.map((it) => it.attrArn), ...whereThere(verification, ({ log }) => log.attrArn)],
    ),
  ];
}

/** Of the repositories of submodules it may add to what is used, and move nothing that is there. */
function sourceStatements({ sources }: StackSettings): object[] {
  if (!sources) return [];
  const { arns, condition } = sources;
  const actions = ['codecommit:GetRepository', 'codecommit:GitPull', 'codecommit:GitPush'];
  return [
    where(condition, { Effect: 'Allow', Action: actions, Resource: arns }),
    where(condition, onlyPushes('StringNotLike', `${useRefPrefix}*`, arns)),
  ];
}

function onlyPushes(
  operator: 'StringNotEquals' | 'StringNotLike',
  reference: string,
  Resource: string[],
) {
  return {
    Effect: 'Deny',
    Action: ['codecommit:GitPush'],
    Resource,
    Condition: {
      [operator]: { 'codecommit:References': [reference] },
      // The first request of every push asks what there is, and names no reference.
      Null: { 'codecommit:References': 'false' },
    },
  };
}

function document(...Statement: object[]) {
  return { Version: '2012-10-17', Statement };
}
