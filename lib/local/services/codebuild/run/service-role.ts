import type { Build } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';

/**
 * The service role of a build's project, in a session of the build's own. CodeBuild tells the trust policy which project it is for:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
 * @returns undefined where there is no such role, or its trust policy does not let CodeBuild assume it
 */
export function serviceRoleOf(build: Build, context: Context): Context | undefined {
  const { id = '', projectName, serviceRole: roleArn = '' } = build;
  const { region, account } = context;
  const project = `arn:aws:codebuild:${region}:${account}:project/${projectName}`;
  const caller = context.assume({
    roleArn,
    service: 'codebuild.amazonaws.com',
    session: `AWSCodeBuild-${id.slice(id.lastIndexOf(':') + 1)}`,
    keys: { 'aws:sourceaccount': account, 'aws:sourcearn': project },
  });
  return caller && context.as(caller);
}

/** CodeBuild's words for that. */
export function cannotBeAssumed({ serviceRole }: Build): string {
  return `CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that: 1) The provided service role exists, 2) The role name is case-sensitive and matches exactly, and 3) The role has the necessary trust policy configured: ${serviceRole}`;
}
