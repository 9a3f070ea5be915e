import { CreateRoleCommand, type IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';

/**
 * Makes a role that a service may be and that may everything, for tests that are not about rights.
 * @param Service whose role it is, such as codebuild.amazonaws.com; several may have it
 * @returns its ARN
 */
export async function freeRole(
  iam: IAMClient,
  RoleName: string,
  ...Service: [string, ...string[]]
): Promise<string> {
  const trust = { Principal: { Service }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }),
  );
  const PolicyDocument = document({ Action: '*', Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
  return Role?.Arn ?? '';
}

function document(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}
