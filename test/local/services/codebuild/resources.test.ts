import { BatchGetProjectsCommand, CodeBuildClient, type Project } from '@aws-sdk/client-codebuild';
import { IAMClient } from '@aws-sdk/client-iam';
import { freeRole } from '../../free-role';
import { startMachine, type TestMachine } from '../../machine';
import { create, events as eventsOf, outputs, update } from '../cloudformation/stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

const properties = {
  ServiceRole: 'arn:aws:iam::111111111111:role/build',
  Description: 'first',
  TimeoutInMinutes: '30',
  Source: { Type: 'CODEPIPELINE', BuildSpec: 'ci/buildspec.yml' },
  Artifacts: { Type: 'CODEPIPELINE' },
  Environment: {
    Type: 'LINUX_CONTAINER',
    ComputeType: 'BUILD_GENERAL1_SMALL',
    Image: 'aws/codebuild/standard:7.0',
    PrivilegedMode: 'false',
    EnvironmentVariables: [
      { Name: 'PORT', Value: 8080 },
      { Name: 'P', Value: '/p', Type: 'PARAMETER_STORE' },
    ],
  },
  LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: '/app/build' } },
  Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
  Tags: [{ Key: 'a', Value: 'b' }],
};

const template = (Properties: object) =>
  JSON.stringify({
    Resources: { Project: { Type: 'AWS::CodeBuild::Project', Properties } },
    Outputs: {
      Name: { Value: { Ref: 'Project' } },
      Arn: { Value: { 'Fn::GetAtt': ['Project', 'Arn'] } },
    },
  });

async function projectNamed(name: string | undefined): Promise<Project | undefined> {
  const { projects } = await new CodeBuildClient(machine.client()).send(
    new BatchGetProjectsCommand({ names: [name ?? ''] }),
  );
  return projects?.[0];
}

describe('AWS::CodeBuild::Project', () => {
  test('is created, and updated in place', async () => {
    const stack = await create(machine, 'app', template(properties));
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    const { Name, Arn } = outputs(stack);
    expect(Name).toMatch(/^app-Project-/);
    expect(await projectNamed(Name)).toMatchObject({
      arn: Arn,
      description: 'first',
      timeoutInMinutes: 30,
      source: { type: 'CODEPIPELINE', buildspec: 'ci/buildspec.yml' },
      environment: {
        privilegedMode: false,
        environmentVariables: [
          { name: 'PORT', value: '8080' },
          { name: 'P', value: '/p', type: 'PARAMETER_STORE' },
        ],
      },
      logsConfig: { cloudWatchLogs: { groupName: '/app/build' } },
      cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
      tags: [{ key: 'a', value: 'b' }],
    });
    const { Cache: _, ...less } = properties;
    const updated = await update(machine, 'app', template({ ...less, Description: 'second' }));
    expect(updated.StackStatus).toBe('UPDATE_COMPLETE');
    expect(outputs(updated).Name).toBe(Name);
    expect(await projectNamed(Name)).toMatchObject({
      description: 'second',
      cache: { type: 'NO_CACHE' },
    });
  });

  test('is told in which network its builds are', async () => {
    const iam = new IAMClient(machine.client());
    const ServiceRole = await freeRole(iam, 'inside', 'codebuild.amazonaws.com');
    const network = { VpcId: 'vpc-1', Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
    const stack = await create(
      machine,
      'net',
      template({ ...properties, ServiceRole, VpcConfig: network }),
    );
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect((await projectNamed(outputs(stack).Name))?.vpcConfig).toEqual({
      vpcId: 'vpc-1',
      subnets: ['subnet-1'],
      securityGroupIds: ['sg-1'],
    });
  });

  test('stays as it was when an update is refused', async () => {
    const stack = await create(machine, 'keep', template(properties));
    const { Name } = outputs(stack);
    const failed = await update(machine, 'keep', template({ ...properties, TimeoutInMinutes: 1 }));
    expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await projectNamed(Name)).toMatchObject({ timeoutInMinutes: 30 });
  });

  test.each([
    [{ Triggers: { Webhook: true } }, /Triggers/],
    [{ VpcConfig: { VpcId: 'vpc-1' } }, /subnets are required/],
    [{ Source: { Type: 'GITHUB', Location: 'https://example.com/x.git' } }, /GITHUB/],
  ])('fails its stack by name with %j', async (wrong, reason) => {
    const name = `wrong-${Object.keys(wrong)[0]}`;
    const stack = await create(machine, name, template({ ...properties, ...wrong }));
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    const events = await eventsOf(machine, name);
    expect(events.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '').join('\n')).toMatch(
      reason,
    );
  });
});
