import { DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import {
  AttachRolePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { namesOf } from '../../lib/contract';
import { application } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { KitStage } from './going-back';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
  await kit.install();
  kit.useKit('cloudformation');
});
afterEach(() => kit.destroy());

const parameter = `arn:aws:ssm:${testRegion}:${testAccount}:parameter/limit`;
const template = (Value: string) => ({
  'template.yml': JSON.stringify({
    Resources: {
      Limit: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/limit', Type: 'String', Value } },
    },
  }),
});

/** The name of a role of gitenv's stack. */
async function roleNamed(LogicalResourceId: string): Promise<string> {
  const { StackResourceDetail } = await kit.cloudformation.send(
    new DescribeStackResourceCommand({ StackName: namesOf(application).stack, LogicalResourceId }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? '';
}

async function grant(name: string, rights: readonly string[]): Promise<string> {
  const PolicyArn = await kit.policy(name, { [parameter]: rights });
  const RoleName = await roleNamed('DeployRole');
  await iam().send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  return PolicyArn;
}

const iam = () => new IAMClient(kit.stage.machine.client());

test('a deploy may change what its policy allows, and no more; a new policy is enough to go on', async () => {
  await kit.commitAll('First', template('1'));
  const first = await kit.stage.gitenv(['push', 'dev']);
  expect(first.exitCode).toBe(6);
  const role = await roleNamed('DeployRole');
  expect(first.stderr.replaceAll(/\s+/g, ' ')).toContain(
    `is not authorized to perform: ssm:PutParameter on resource: ${parameter} because no identity-based policy allows the ssm:PutParameter action`,
  );
  expect(first.stderr).toContain(`assumed-role/${role}/`);
  await grant('limits', ['ssm:PutParameter', 'ssm:GetParameters']);
  const again = await kit.stage.gitenv(['push', 'dev']);
  expect({ code: again.exitCode, said: again.exitCode ? again.stderr : '' }).toEqual({
    code: 0,
    said: '',
  });
  expect(await kit.stack()).toBe('CREATE_COMPLETE');
});

test('a boundary takes away what a policy allows', async () => {
  const PermissionsBoundary = await grant('limits', ['ssm:PutParameter', 'ssm:GetParameters']);
  const RoleName = await roleNamed('DeployRole');
  await iam().send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
  await kit.commitAll('First', template('1'));
  const { exitCode, stderr } = await kit.stage.gitenv(['push', 'dev']);
  expect(exitCode).toBe(6);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('because no permissions boundary allows the');
});
