import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CodeBuildClient,
  ListBuildsForProjectCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { namesOf, outputVariables, parameters } from '../../../lib/contract';
import { services } from '../../../lib/local/services';
import { stacksOf } from '../../../lib/local/services/cloudformation/model/records';
import { template } from '../../bootstrap/template';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../local/machine';
import { signedUrl, Workspace } from '../../local/services/codecommit/workspace';
import { until } from '../../local/until';
import { Gate } from './gate';

const names = namesOf('orders');
const root = path.resolve(__dirname, '../../..');
let gate: Gate;
let machine: TestMachine;
let workspace: Workspace;
beforeEach(async () => {
  gate = new Gate();
  machine = await startMachine({ services: [...services, gate.service] });
  workspace = await new Workspace().init();
  for (const file of ['buildspec.yml', 'deployspec.yml'])
    workspace.write(
      file,
      fs.readFileSync(path.join(root, 'buildspecs/cloudformation', file), 'utf8'),
    );
  workspace.write('.gitenv/kit.cjs', fs.readFileSync(path.join(root, 'dist/kit.cjs'), 'utf8'));
  workspace.write('gitenv.json', JSON.stringify({ kit: 'cloudformation' }));
  await install();
});
afterEach(async () => {
  gate.open();
  workspace.remove();
  await machine.destroy();
});

async function install(): Promise<void> {
  const values = {
    [parameters.application]: 'orders',
    [parameters.environment]: 'dev',
  };
  await cloudformation().send(
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

const cloudformation = () => new CloudFormationClient(machine.client());
const pipelines = () => new CodePipelineClient(machine.client());

async function commit(value: string, more: object = {}): Promise<string> {
  const item = { Type: 'Test::Gate::Item', Properties: { Value: value, ...more } };
  return workspace.commit(value, 'template.yml', JSON.stringify({ Resources: { One: item } }));
}

/** Starts a release of a commit, whatever the branch was at. */
async function push(what: string): Promise<void> {
  await workspace.git('push', '--quiet', '--force', signedUrl(machine, 'orders'), `${what}:main`);
}

async function stack(): Promise<string | undefined> {
  try {
    const { Stacks } = await cloudformation().send(
      new DescribeStacksCommand({ StackName: 'orders' }),
    );
    return Stacks?.[0]?.StackStatus;
  } catch {
    return undefined;
  }
}

/** Stops the release that deploys, and its build: what it began in the stack goes on. */
async function stopRelease(): Promise<void> {
  const [{ pipelineExecutionId } = {}] = await releases();
  await pipelines().send(
    new StopPipelineExecutionCommand({
      pipelineName: names.pipeline,
      pipelineExecutionId,
      abandon: true,
    }),
  );
  const codebuild = new CodeBuildClient(machine.client());
  const { ids } = await codebuild.send(
    new ListBuildsForProjectCommand({ projectName: names.deployProject }),
  );
  await codebuild.send(new StopBuildCommand({ id: ids?.[0] }));
}

/** Newest first. */
async function releases() {
  const { pipelineExecutionSummaries } = await pipelines().send(
    new ListPipelineExecutionsCommand({ pipelineName: names.pipeline }),
  );
  return pipelineExecutionSummaries ?? [];
}

async function log(logGroupName: string): Promise<string> {
  const { events } = await new CloudWatchLogsClient(machine.client()).send(
    new FilterLogEventsCommand({ logGroupName }),
  );
  return (events ?? []).map(({ message }) => message).join('\n');
}

/** What the builds said that their plans come to, newest first. */
async function planOutcomes(): Promise<(string | undefined)[]> {
  const { actionExecutionDetails } = await pipelines().send(
    new ListActionExecutionsCommand({ pipelineName: names.pipeline }),
  );
  return (actionExecutionDetails ?? [])
    .filter(({ stageName, status }) => stageName === 'Build' && status === 'Succeeded')
    .map(({ output }) => output?.outputVariables?.[outputVariables.plan]);
}

/** Whether the stack was told to go back, which it does once what is in work has come to its end. */
function isTakenBack(): boolean {
  const caller = { account: testAccount, arn: '', userId: '', accessKeyId: '' };
  const stacks = stacksOf(machine.machine.context(caller, testRegion)).list();
  return stacks.some(({ operation }) => operation?.cancelled);
}

test('a release that goes back settles an update that another one left, plans and applies, in one deploy', async () => {
  const good = await commit('good');
  await push('main');
  await machine.idle();
  expect(await releases()).toMatchObject([{ status: 'Succeeded' }, {}]);
  await commit('bad', { Holds: true });
  await push('main');
  await until(async () => (await stack()) === 'UPDATE_IN_PROGRESS');
  await stopRelease();
  await push(good);
  await until(isTakenBack);
  gate.open();
  await machine.idle();
  expect(await releases()).toMatchObject([{ status: 'Succeeded' }, { status: 'Stopped' }, {}, {}]);
  expect(await stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await log(names.buildLogGroup)).toContain(
    'Stack orders is UPDATE_IN_PROGRESS. This release goes back to a commit that was released here before',
  );
  expect(await log(names.deployLogGroup)).toContain(
    'Stack orders is UPDATE_IN_PROGRESS: cancelling the update, and following its way back.',
  );
});

test('a release that goes back plans only once the one before it has ended', async () => {
  const good = await commit('good');
  await push('main');
  await machine.idle();
  await commit('bad', { Holds: true });
  await push('main');
  await until(async () => (await stack()) === 'UPDATE_IN_PROGRESS');
  await push(good);
  await until(async () => (await planOutcomes()).length === 3);
  expect(await planOutcomes()).toEqual(['destroys', 'changes', 'changes']);
  gate.open();
  await machine.idle();
  expect(await releases()).toMatchObject([
    { status: 'Succeeded' },
    { status: 'Succeeded' },
    {},
    {},
  ]);
  expect(await stack()).toBe('UPDATE_COMPLETE');
  expect(await log(names.deployLogGroup)).toContain('Value: bad → good');
});
