import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { startMachine, type TestMachine } from '../../machine';
import { failureOf, phasesOf, TestProject } from './project';

const vpcConfig = { vpcId: 'vpc-1', subnets: ['subnet-1'], securityGroupIds: ['sg-1'] };
const looks = [
  'DescribeDhcpOptions',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DescribeVpcs',
];
const makes = [
  'CreateNetworkInterface',
  'CreateNetworkInterfacePermission',
  'DeleteNetworkInterface',
];

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine, { name: 'inside', vpcConfig });
});
afterAll(() => machine.destroy());

/** Leaves the project's role everything but these actions of EC2. */
async function deny(...actions: string[]): Promise<void> {
  const Statement = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    ...actions.map((action) => ({ Effect: 'Deny', Action: `ec2:${action}`, Resource: '*' })),
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAMClient(machine.client()).send(
    new PutRolePolicyCommand({ RoleName: 'inside-role', PolicyName: 'all', PolicyDocument }),
  );
}

describe('a build in a network', () => {
  test('runs on this machine, and says so', async () => {
    await deny();
    const build = await project.run('echo inside');
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(await project.notes(build)).toContain(
      'On the network of this machine, which stands for vpc-1',
    );
  });

  test.each([...looks, 'DescribeSecurityGroups', ...makes])(
    'fails before it begins if its role may not %s',
    async (action) => {
      await deny(action);
      const build = await project.run('echo inside');
      expect(phasesOf(build)).toMatchObject({ PROVISIONING: 'FAILED' });
      expect(failureOf(build)).toBe(
        'PROVISIONING VPC_CLIENT_ERROR: Unexpected EC2 error: UnauthorizedOperation',
      );
    },
  );

  test('asks for the interface of the subnet alone', async () => {
    const Statement = [
      { Effect: 'Allow', NotAction: 'ec2:CreateNetworkInterfacePermission', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'ec2:CreateNetworkInterfacePermission',
        Resource: 'arn:aws:ec2:eu-west-1:111111111111:network-interface/*',
        Condition: {
          StringEquals: { 'ec2:AuthorizedService': 'codebuild.amazonaws.com' },
          ArnLike: { 'ec2:Subnet': 'arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-1' },
        },
      },
    ];
    const put = (text: string) =>
      new IAMClient(machine.client()).send(
        new PutRolePolicyCommand({
          RoleName: 'inside-role',
          PolicyName: 'all',
          PolicyDocument: text,
        }),
      );
    const policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await put(policy);
    expect((await project.run('true')).buildStatus).toBe('SUCCEEDED');
    await put(policy.replace('subnet/subnet-1', 'subnet/subnet-2'));
    expect((await project.run('true')).buildStatus).toBe('FAILED');
  });
});

test('a project is refused whose role may not look at security groups', async () => {
  await deny('DescribeSecurityGroups');
  const role = `arn:aws:iam::111111111111:role/inside-role`;
  await expect(
    TestProject.create(machine, { name: 'refused', vpcConfig, serviceRole: role }),
  ).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: 'Not authorized to perform DescribeSecurityGroups',
  });
});
