import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { kitMark } from '../../../lib/contract';
import { accounts, type InitStage, setInitStage, template } from './stage';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

/** What the stack of dev is told of its deploys and of the pipeline's artifacts. */
async function told(): Promise<Record<string, string | undefined>> {
  const cloudformation = new CloudFormationClient(stage.machine.client(accounts.dev));
  const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({}));
  cloudformation.destroy();
  const pairs = (stack?.Parameters ?? []).map((it) => [it.ParameterKey, it.ParameterValue]);
  const { DeployFrom, ArtifactPrefix } = Object.fromEntries(pairs);
  return { DeployFrom, ArtifactPrefix };
}

function withChoice(): string {
  const Value = { Ref: 'DeployFrom' };
  const Note = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } };
  const { Parameters, ...rest } = JSON.parse(template({ Note }));
  const more = {
    DeployFrom: { Type: 'String', Default: 'Bundle' },
    ArtifactPrefix: { Type: 'String', Default: '' },
  };
  return JSON.stringify({ ...rest, Parameters: { ...Parameters, ...more } });
}

const init = (more: object = {}) => stage.init(['dev'], { template: withChoice(), ...more });

function commitProgram(text: string): void {
  stage.git('config', 'user.email', 'team@shop.example');
  stage.git('config', 'user.name', 'Team');
  stage.write('buildspec.yml', '# runs .gitenv/kit.cjs\n');
  stage.write('deployspec.yml', '# runs .gitenv/kit.cjs\n');
  stage.git('update-index', '--add', '--cacheinfo', `100644,${blob(text)},.gitenv/kit.cjs`);
  stage.git('add', 'buildspec.yml', 'deployspec.yml');
  stage.git('commit', '--quiet', '-m', 'With the program of the kits');
}

function blob(text: string): string {
  stage.write('program', text);
  return stage.git('hash-object', '-w', 'program');
}

test('a new environment of a kit deploys from the pushed commit, and its artifacts expire', async () => {
  await init();
  expect(await told()).toEqual({ DeployFrom: 'Source', ArtifactPrefix: 'my-shop/' });
});

test('it does so too if the commit has the program of the kits already', async () => {
  commitProgram(`// ${kitMark}\n`);
  await init();
  expect(await told()).toMatchObject({ DeployFrom: 'Source' });
});

test('it deploys from what its builds made while the commit has an older program', async () => {
  commitProgram('// the program\n');
  await init();
  expect(await told()).toMatchObject({ DeployFrom: 'Bundle' });
});

test('buildspecs of a team’s own run in what their builds made, unless it is told otherwise', async () => {
  stage.write('buildspec.yml', 'version: 0.2\n');
  stage.write('deployspec.yml', 'version: 0.2\n');
  await init();
  expect(await told()).toMatchObject({ DeployFrom: 'Bundle' });
  const { error } = await init({ deployFrom: 'source' });
  expect(error).toBeUndefined();
  expect(await told()).toMatchObject({ DeployFrom: 'Source' });
});
