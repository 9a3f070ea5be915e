import { Aws, Fn, type Stack, Token } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { verifyNamesOf, verifyProgram } from '../../lib/action-names';
import { artifacts, buildVariables } from '../../lib/contract';
import { apartStatements } from '../roles/apart-statements';
import { acknowledgeWildcards, addServiceRole, type Statement } from '../roles/service-role';
import type { StackSettings } from '../settings/settings';
import { conditioned, type YesOrNo } from '../settings/yes-or-no';
import { acknowledgeProject, networkOf } from './projects';

/** What looks at a deploy; nothing of it is there unless it is asked for. */
export interface Verification {
  readonly project: CfnProject;
  readonly role: CfnRole;
  readonly log: CfnLogGroup;
  readonly isThere: YesOrNo;
}

const program = verifyProgram;

/**
 * It stands in the stack, since commits without a program have to be released as well, and go back. What CodePipeline hands over
 * of a commit has no executable bits.
 */
const buildspec = `version: 0.2
phases:
  build:
    commands:
      - test -f ${program} || { rm -rf ${program}; echo 'echo This commit has no ./${program}, so nothing was verified' >${program}; }
      - chmod +x ${program}
      - ./${program}
`;

/** A project that runs the commit's own program, with a role that may read the commit and write the log. */
export function addVerify(
  stack: Stack,
  settings: StackSettings,
  bucket: CfnBucket,
): Verification | undefined {
  const { isThere, policies, timeoutMinutes } = settings.verify;
  if (isThere === false) return undefined;
  const names = verifyNamesOf(settings.application);
  const description = 'Looks whether what was deployed works';
  const log = new CfnLogGroup(stack, 'VerifyLog', {
    logGroupName: names.logGroup,
    ...(settings.logRetentionDays && { retentionInDays: settings.logRetentionDays }),
  });
  const statements = ownStatements(log, bucket);
  const role = addServiceRole(stack, 'VerifyRole', settings, {
    description,
    service: 'codebuild',
    sourceArns: [
      stack.formatArn({ service: 'codebuild', resource: 'project', resourceName: names.project }),
    ],
    statements: [...statements, ...apartStatements(settings)],
    managedPolicies: policies,
  });
  acknowledgeWildcards(role, statements);
  const project = new CfnProject(stack, 'VerifyProject', {
    name: names.project,
    description,
    serviceRole: role.attrArn,
    source: { type: 'CODEPIPELINE', buildSpec: buildspec },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: settings.image,
      computeType: settings.computeTypes.build,
      environmentVariables: [
        { name: buildVariables.environment, value: settings.environment },
        { name: buildVariables.application, value: settings.application },
      ],
    },
    ...networkOf(settings),
    timeoutInMinutes: timeoutMinutes,
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: log.ref } },
  });
  acknowledgeProject(project);
  for (const resource of [log, role, project]) conditioned(resource, isThere);
  return { project, role, log, isThere };
}

function ownStatements(log: CfnLogGroup, bucket: CfnBucket): Statement[] {
  return [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.attrArn] },
    {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`${bucket.attrArn}/*/${artifacts.source}/*`],
    },
  ];
}

/** An ARN or a name among others, which is there where what it names is. */
export function whereThere(
  verification: Verification | undefined,
  nameOf: (verification: Verification) => string,
): string[] {
  if (!verification) return [];
  const { isThere } = verification;
  const name = nameOf(verification);
  if (typeof isThere === 'boolean') return isThere ? [name] : [];
  return [Token.asString(Fn.conditionIf(isThere.logicalId, name, Aws.NO_VALUE))];
}
