import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { buildVariables, namesOf, no, parameters, yes } from '../../lib/contract';
import { startMachine, type TestMachine } from '../local/machine';
import { signedUrl, Workspace } from '../local/services/codecommit/workspace';
import { template } from './template';

const names = namesOf('orders');
const kit = path.resolve(__dirname, '../../buildspecs/script');
const kitProgram = path.resolve(__dirname, '../../dist/kit.cjs');

let machine: TestMachine;
let workspace: Workspace;
beforeEach(async () => {
  machine = await startMachine();
  workspace = await new Workspace().init();
  for (const file of ['buildspec.yml', 'deployspec.yml'])
    workspace.write(file, fs.readFileSync(path.join(kit, file), 'utf8'));
  workspace.write('.gitenv/kit.cjs', fs.readFileSync(kitProgram, 'utf8'));
  workspace.write('build', '#!/bin/sh\necho built >product\n');
  workspace.write('deploy', '#!/bin/sh\ncat product && env | grep ^GITENV_ | sort\n');
});
afterEach(async () => {
  workspace.remove();
  await machine.destroy();
});

/** Installs the template and waits for the run that CodePipeline starts by itself, which finds no branch. */
async function install(approval = no): Promise<void> {
  const values = { Application: 'orders', Environment: 'dev', [parameters.approval]: approval };
  await new CloudFormationClient(machine.client()).send(
    new CreateStackCommand({
      StackName: names.stack,
      TemplateBody: JSON.stringify(template()),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await machine.idle();
}

async function push(...refs: string[]): Promise<void> {
  await workspace.git('push', '--quiet', signedUrl(machine, 'orders'), ...refs);
  await machine.idle();
}

function pipelines(): CodePipelineClient {
  return new CodePipelineClient(machine.client());
}

/** Runs that a push has started, newest first: the commit and how it ended. */
async function releases() {
  const { pipelineExecutionSummaries } = await pipelines().send(
    new ListPipelineExecutionsCommand({ pipelineName: names.pipeline }),
  );
  return (pipelineExecutionSummaries ?? []).filter(
    ({ trigger }) => trigger?.triggerType === 'CloudWatchEvent',
  );
}

async function logOf(logGroupName: string): Promise<string[]> {
  const { events } = await new CloudWatchLogsClient(machine.client()).send(
    new FilterLogEventsCommand({ logGroupName }),
  );
  return (events ?? []).map(({ message }) => (message ?? '').trimEnd());
}

describe('a push to an installed environment', () => {
  test('is released once, with the commit, who pushed it and what its build made', async () => {
    await install();
    const commit = await workspace.commit('first');
    await push('main');
    const [release, ...others] = await releases();
    expect(others).toEqual([]);
    expect(release).toMatchObject({
      status: 'Succeeded',
      sourceRevisions: [{ revisionId: commit }],
    });
    const { pipelineExecution } = await pipelines().send(
      new GetPipelineExecutionCommand({
        pipelineName: names.pipeline,
        pipelineExecutionId: release?.pipelineExecutionId,
      }),
    );
    expect(pipelineExecution?.variables).toEqual([
      { name: 'PUSHED_BY', resolvedValue: expect.stringMatching(/^arn:aws:.+111111111111:/) },
    ]);
    const log = await logOf(names.deployLogGroup);
    expect(log).toEqual(
      expect.arrayContaining([
        'built',
        `${buildVariables.application}=orders`,
        `${buildVariables.commit}=${commit}`,
        `${buildVariables.environment}=dev`,
        `${buildVariables.executionId}=${release?.pipelineExecutionId}`,
        expect.stringMatching(`^${buildVariables.bucket}=gitenv-orders-artifacts-`),
      ]),
    );
  });

  test('of another branch, or of a tag that is called like the branch, releases nothing', async () => {
    await install();
    await workspace.commit('first');
    await push('main:refs/heads/other', 'main:refs/tags/main');
    expect(await releases()).toEqual([]);
  });

  test('is not deployed when its build fails', async () => {
    await install();
    await workspace.commit('broken', 'build', '#!/bin/sh\necho "1 test failed" && exit 1\n');
    await push('main');
    expect(await releases()).toMatchObject([{ status: 'Failed' }]);
    expect(await logOf(names.buildLogGroup)).toContain('1 test failed');
    expect(await logOf(names.deployLogGroup)).toEqual([]);
  });

  test('waits for approval where that is asked for', async () => {
    await install(yes);
    await workspace.commit('first');
    await push('main');
    expect(await releases()).toMatchObject([{ status: 'InProgress' }]);
    const { stageStates } = await pipelines().send(
      new GetPipelineStateCommand({ name: names.pipeline }),
    );
    const approve = stageStates?.find(({ stageName }) => stageName === 'Approve');
    expect(approve?.actionStates?.[0]?.latestExecution).toMatchObject({
      status: 'InProgress',
      token: expect.any(String),
    });
    expect(await logOf(names.deployLogGroup)).toEqual([]);
  });
});
