import {
  BatchDeleteBuildsCommand,
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CreateProjectCommand,
  DeleteProjectCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  RetryBuildCommand,
  StopBuildCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild';
import type { AwsEvent } from '../../../../lib/local/base/context';
import type { Service } from '../../../../lib/local/base/service';
import { services } from '../../../../lib/local/services';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { buildspecOf, phasesOf, TestProject } from './project';

const heard: AwsEvent[] = [];
const listener: Service = {
  ...(services.find(({ name }) => name === 'sts') as Service),
  name: 'listener',
  hear: (event) => heard.push(event),
};

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine({ services: [...services, listener] });
});
beforeEach(async () => {
  project = await TestProject.create(machine);
});
afterAll(() => machine.destroy());

describe('an inline buildspec of more than 25,600 characters', () => {
  const long = `${buildspecOf({ build: { commands: ['true'] } })}\n# ${'x'.repeat(25_600)}`;

  test('is refused for a project and for a build', async () => {
    const { codebuild, name } = project;
    const source = { type: 'NO_SOURCE' as const, buildspec: long };
    const refused = { name: 'InvalidInputException', message: expect.stringContaining('25600') };
    await expect(codebuild.send(new UpdateProjectCommand({ name, source }))).rejects.toMatchObject(
      refused,
    );
    await expect(project.start({ buildspecOverride: long })).rejects.toMatchObject(refused);
  });

  test('of exactly so many is taken', async () => {
    const build = await project.build(long.slice(0, 25_600));
    expect(build.buildStatus).toBe('SUCCEEDED');
  });
});

describe('projects', () => {
  test('are created with defaults, found, updated, listed and deleted', async () => {
    const { codebuild, name } = project;
    const found = await codebuild.send(new BatchGetProjectsCommand({ names: [name, 'none'] }));
    expect(found.projectsNotFound).toEqual(['none']);
    expect(found.projects?.[0]).toMatchObject({
      arn: `arn:aws:codebuild:${testRegion}:${testAccount}:project/${name}`,
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      created: expect.any(Date),
    });
    const { project: updated } = await codebuild.send(
      new UpdateProjectCommand({ name, description: 'new', timeoutInMinutes: 10 }),
    );
    expect(updated).toMatchObject({
      description: 'new',
      timeoutInMinutes: 10,
      source: { type: 'NO_SOURCE' },
    });
    expect((await codebuild.send(new ListProjectsCommand({}))).projects).toContain(name);
    await codebuild.send(new DeleteProjectCommand({ name }));
    expect((await codebuild.send(new ListProjectsCommand({}))).projects).not.toContain(name);
    await expect(project.start()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  const base = {
    name: 'checked',
    source: { type: 'NO_SOURCE' as const, buildspec: 'version: 0.2' },
    artifacts: { type: 'NO_ARTIFACTS' as const },
    environment: {
      type: 'LINUX_CONTAINER' as const,
      image: 'x',
      computeType: 'BUILD_GENERAL1_SMALL' as const,
    },
    serviceRole: 'arn:aws:iam::111111111111:role/x',
  };

  test.each([
    ['a bad name', { name: '-' }],
    ['a half pipeline', { source: { type: 'CODEPIPELINE' as const } }],
    ['no buildspec without a source', { source: { type: 'NO_SOURCE' as const } }],
    ['too short a time', { timeoutInMinutes: 1 }],
  ])('are refused with %s', async (_, wrong) => {
    await expect(
      project.codebuild.send(new CreateProjectCommand({ ...base, ...wrong })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  test.each([
    [
      'source type GITHUB',
      { source: { type: 'GITHUB' as const, location: 'https://example.com/x.git' } },
    ],
    [
      'WINDOWS_SERVER_2019_CONTAINER',
      { environment: { ...base.environment, type: 'WINDOWS_SERVER_2019_CONTAINER' as const } },
    ],
    ['S3 logs', { logsConfig: { s3Logs: { status: 'ENABLED' as const, location: 'x' } } }],
  ])('are refused by name with %s', async (what, wrong) => {
    await expect(
      project.codebuild.send(new CreateProjectCommand({ ...base, ...wrong })),
    ).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining(what),
      $metadata: { httpStatusCode: 501 },
    });
  });

  const network = { vpcId: 'vpc-1', subnets: ['subnet-1'], securityGroupIds: ['sg-1'] };

  test.each([
    ['the VPC id is required', { vpcId: undefined }],
    ['subnets are required', { subnets: [] }],
    ['security group ids are required', { securityGroupIds: undefined }],
    ['at most 16 subnets', { subnets: Array.from({ length: 17 }, (_, i) => `subnet-${i}`) }],
    ['at most 5 security group ids', { securityGroupIds: ['1', '2', '3', '4', '5', '6'] }],
  ])('are refused with half a network: %s', async (what, wrong) => {
    const vpcConfig = { ...network, ...wrong };
    await expect(
      project.codebuild.send(new CreateProjectCommand({ ...base, vpcConfig })),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: `Invalid vpc config: ${what}`,
    });
  });

  test('have names of their own', async () => {
    await expect(
      project.codebuild.send(new CreateProjectCommand({ ...base, name: project.name })),
    ).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });
});

describe('builds', () => {
  test('are numbered, listed newest first, and survive a restart', async () => {
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await project.run('true')).id);
    const { codebuild, name } = project;
    const listed = await codebuild.send(new ListBuildsForProjectCommand({ projectName: name }));
    expect(listed.ids).toEqual(ids);
    const ascending = await codebuild.send(
      new ListBuildsForProjectCommand({ projectName: name, sortOrder: 'ASCENDING' }),
    );
    expect(ascending.ids).toEqual([...ids].reverse());
    expect((await codebuild.send(new ListBuildsCommand({}))).ids).toEqual(
      expect.arrayContaining(ids),
    );
    machine = await machine.restart();
    const again = TestProject.at(machine, name);
    expect(await again.get(ids[0])).toMatchObject({
      buildNumber: 3,
      buildStatus: 'SUCCEEDED',
      startTime: expect.any(Date),
    });
    expect((await again.run('true')).buildNumber).toBe(4);
  });

  test('that do not exist are named', async () => {
    const { buildsNotFound } = await project.codebuild.send(
      new BatchGetBuildsCommand({ ids: ['a:b'] }),
    );
    expect(buildsNotFound).toEqual(['a:b']);
    await expect(project.codebuild.send(new StopBuildCommand({ id: 'a:b' }))).rejects.toMatchObject(
      {
        name: 'ResourceNotFoundException',
      },
    );
  });

  test('can be forgotten once they have ended', async () => {
    const { id, arn } = await project.run('true');
    const reply = await project.codebuild.send(
      new BatchDeleteBuildsCommand({ ids: [id ?? '', 'a:b'] }),
    );
    expect(reply.buildsDeleted).toEqual([arn]);
    expect(reply.buildsNotDeleted?.map((one) => one.id)).toEqual(['a:b']);
    expect(await project.get(id)).toBeUndefined();
  });

  test('start once for one idempotency token', async () => {
    const [one, two] = [
      await project.start({ idempotencyToken: 'same' }),
      await project.start({ idempotencyToken: 'same' }),
    ];
    expect(two.id).toBe(one.id);
    await machine.idle();
  });

  test('can be tried again as they were', async () => {
    const first = await project.build(buildspecOf({ build: { commands: ['echo $A'] } }), {
      environmentVariablesOverride: [{ name: 'A', value: 'given' }],
    });
    const { build } = await project.codebuild.send(new RetryBuildCommand({ id: first.id }));
    await machine.idle();
    expect(build?.id).not.toBe(first.id);
    const second = await project.get(build?.id);
    expect(second.buildNumber).toBe(2);
    expect(await project.output(second)).toEqual(['given']);
    expect(second.environment?.environmentVariables).toEqual([
      { name: 'A', value: 'given', type: 'PLAINTEXT' },
    ]);
  });

  test('wait for their turn where the project limits them, and can be stopped there', async () => {
    const limited = await TestProject.create(machine, { concurrentBuildLimit: 1 });
    const file = `${machine.root}/go`;
    const gate = buildspecOf({
      build: { commands: [`while [ ! -f ${file} ]; do sleep 0.02; done; date +%s%N`] },
    });
    const first = await limited.start({ buildspecOverride: gate });
    const second = await limited.start({ buildspecOverride: gate });
    const third = await limited.start({ buildspecOverride: gate });
    expect((await limited.get(second.id)).currentPhase).toBe('QUEUED');
    const { build: stopped } = await limited.codebuild.send(new StopBuildCommand({ id: third.id }));
    expect(phasesOf(stopped ?? {})).toMatchObject({ QUEUED: 'STOPPED', COMPLETED: undefined });
    await limited.codebuild.send(new StopBuildCommand({ id: first.id }));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, '');
    await machine.idle();
    expect((await limited.get(second.id)).buildStatus).toBe('SUCCEEDED');
    expect((await limited.get(third.id)).buildStatus).toBe('STOPPED');
  });

  test('write to the log group and stream that the project names', async () => {
    const logging = await TestProject.create(machine, {
      logsConfig: {
        cloudWatchLogs: { status: 'ENABLED', groupName: '/own', streamName: 'prefix' },
      },
    });
    const build = await logging.run('echo hello');
    expect(build.logs).toMatchObject({
      groupName: '/own',
      streamName: `prefix/${build.id?.split(':')[1]}`,
    });
    expect(await logging.output(build)).toEqual(['hello']);
    const silent = await TestProject.create(machine, {
      logsConfig: { cloudWatchLogs: { status: 'DISABLED' } },
    });
    expect((await silent.run('echo hello')).logs?.groupName).toBeUndefined();
  });

  test('publish what happens to them', async () => {
    heard.length = 0;
    const build = await project.run('false');
    const own = heard.filter(({ resources }) => resources[0] === build.arn);
    const states = own.filter(({ detailType }) => detailType === 'CodeBuild Build State Change');
    expect(states.map(({ detail }) => detail['build-status'])).toEqual(['IN_PROGRESS', 'FAILED']);
    const phases = own.filter(({ detailType }) => detailType === 'CodeBuild Build Phase Change');
    expect(phases.map(({ detail }) => detail['completed-phase'])).toContain('BUILD');
  });
});
