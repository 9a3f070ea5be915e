import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { cloudformation } from '../../../buildspecs/cloudformation/planner';
import { wayFor } from '../../../buildspecs/cloudformation/stack';
import { jobOf } from '../../../buildspecs/program/job/job';
import type { Plan } from '../../../lib/bundle/plan';
import { assetsVariables } from '../../../lib/contract';
import { objectKeys } from '../../../lib/object-keys';
import { until } from '../../local/until';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  configure();
});
afterEach(() => bench.close());

const execution = (digit: string) => `${digit.repeat(8)}-2222-4333-8444-555555555555`;

function configure(kit: object = {}): void {
  bench.write('gitenv.json', JSON.stringify({ kit: { name: 'cloudformation', ...kit } }));
}

function parameter(name: string, value: unknown): object {
  return { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: value } };
}

function template(Resources: object, rest: object = {}): void {
  bench.write('template.yml', JSON.stringify({ Resources, ...rest }));
}

const client = () => new CloudFormationClient(bench.machine.client());
const parameterValue = async (Name: string) => {
  const ssm = new SSMClient(bench.machine.client());
  return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
};
const statusOf = async (StackName = 'orders') => {
  const { Stacks } = await client().send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0]?.StackStatus;
};
const changeSets = async () => {
  const { Summaries } = await client().send(new ListChangeSetsCommand({ StackName: 'orders' }));
  return (Summaries ?? []).map(({ ChangeSetName, ExecutionStatus }) => [
    ChangeSetName,
    ExecutionStatus,
  ]);
};

/** The next commit's release begins: another execution, of another commit. */
function next(digit: string): void {
  const following = bench.another(digit.repeat(40));
  following.env = { ...bench.env, GITENV_EXECUTION_ID: execution(digit) };
  bench = following;
  configure();
}

const build = () => bench.buildspec('cloudformation', 'buildspec.yml');
const deploy = () => bench.buildspec('cloudformation', 'deployspec.yml');
const plan = (): Plan => JSON.parse(bench.read('.gitenv/release/plan.json'));

async function release(): Promise<void> {
  expect(await build()).toMatchObject({ status: 0, stderr: '' });
  expect(await deploy()).toMatchObject({ status: 0, stderr: '' });
}

describe('a plan', () => {
  test('of a new stack says what it adds, and the deploy makes exactly that', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    const built = await build();
    expect(built).toMatchObject({ status: 0, stderr: '' });
    expect(built.stdout).toContain('  + add      Limit (AWS::SSM::Parameter)\n');
    expect(built.stdout).toContain('The plan for dev: 1 to add.\n');
    expect(bench.read('.gitenv/release/variables')).toContain("GITENV_PLAN='changes'");
    expect(await statusOf()).toBe('REVIEW_IN_PROGRESS');
    const deployed = await deploy();
    expect(deployed).toMatchObject({ status: 0, stderr: '' });
    expect(deployed.stdout).toContain('  CREATE_COMPLETE  Limit (AWS::SSM::Parameter)\n');
    expect(await parameterValue('/orders/limit')).toBe('10');
  });

  test('says what it cannot tell if it may not read the history of releases', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    expect((await build()).stdout).toMatch(
      /^gitenv: Cannot tell whether another release is on its way before this one: .+\. The release is planned as if it was not so\.$/m,
    );
    next('d');
    template({ Limit: parameter('/orders/limit', '20') });
    expect((await build()).stdout).toMatch(
      /^gitenv: Plans of earlier releases stay in stack orders, since it is not known which releases are over: .+\.$/m,
    );
    expect(await changeSets()).toHaveLength(2);
  });

  test('shows what changes from what to what, what is replaced and what goes', async () => {
    template({
      Limit: parameter('/orders/limit', '10'),
      Name: parameter('/orders/name', 'a'),
      Old: parameter('/orders/old', 'x'),
      Kept: { ...parameter('/orders/kept', 'x'), DeletionPolicy: 'Retain' },
    });
    await release();
    next('d');
    template({
      Limit: parameter('/orders/limit', '20'),
      Name: parameter('/orders/other', 'a'),
      New: parameter('/orders/new', 'x'),
    });
    const { stdout } = await build();
    expect(stdout).toContain('~ change   Limit (AWS::SSM::Parameter)  Value: 10 → 20\n');
    expect(stdout).toMatch(/± replace {2}Name .+ Name: \/orders\/name → \/orders\/other\n/);
    expect(stdout).toContain('- destroy  Old (AWS::SSM::Parameter)\n');
    expect(stdout).toMatch(/~ change {3}Kept .+ leaves the stack and stays in the account\n/);
    expect(stdout).toContain('1 to add, 2 to change, 1 to replace, 1 to destroy.\n');
    expect(bench.read('.gitenv/release/variables')).toContain("GITENV_PLAN='destroys'");
    expect(await parameterValue('/orders/limit')).toBe('10');
    expect(await deploy()).toMatchObject({ status: 0 });
    expect(await parameterValue('/orders/limit')).toBe('20');
    expect(await parameterValue('/orders/kept')).toBe('x');
  });

  test('that changes nothing leaves no change set, and its deploy does nothing', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    await release();
    next('d');
    template({ Limit: parameter('/orders/limit', '10') });
    const { stdout } = await build();
    expect(stdout).toContain('Stack orders: nothing changes\n');
    expect(bench.read('.gitenv/release/variables')).toContain("GITENV_PLAN='empty'");
    expect((await changeSets()).map(([name]) => name)).not.toContain(`gitenv-${execution('d')}`);
    const deployed = await deploy();
    expect(deployed.stdout).toContain('Stack orders is as the commit says already.\n');
    expect(deployed.status).toBe(0);
  });

  test('of outputs alone is a change', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    await release();
    next('d');
    template({ Limit: parameter('/orders/limit', '10') }, { Outputs: { Limit: { Value: '10' } } });
    expect((await build()).stdout).toContain('outputs, exports or tags of the stack itself');
    expect(await deploy()).toMatchObject({ status: 0 });
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: 'orders' }));
    expect(Stacks?.[0]?.Outputs).toMatchObject([{ OutputKey: 'Limit', OutputValue: '10' }]);
  });

  test('of a template too long for a request goes by way of the bucket', async () => {
    const many = Array.from({ length: 120 }, (_, index) => [
      `Limit${index}`,
      { ...parameter(`/orders/${index}`, 'v'), Metadata: { note: 'n'.repeat(400) } },
    ]);
    template(Object.fromEntries(many));
    await release();
    expect(plan().summary.adds).toBe(120);
    expect(await parameterValue('/orders/119')).toBe('v');
    const stored = await bench.keys('templates/');
    expect(stored).toHaveLength(1);
    expect(plan().refersTo).toEqual(stored);
  });

  test('names the assets and templates that somebody wrote into the template by hand', async () => {
    const keys = ['a', 'b'].map((it) => `assets/${it.repeat(64)}.zip`);
    template({ Code: parameter('/code', `s3://a-bucket/${keys[0]},s3://a-bucket/${keys[1]}`) });
    await release();
    expect(plan().refersTo).toEqual(keys);
  });

  test('that only looks leaves no change set, and keeps what others have planned', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    await build();
    const planned = await changeSets();
    next('d');
    bench.env.GITENV_PURPOSE = 'plan';
    template({ Limit: parameter('/orders/limit', '20') });
    const { status, stdout } = await build();
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 to add.'),
    });
    expect(await changeSets()).toEqual(planned);
  });
});

describe('what is deployed is part of the change', () => {
  test('where the template declares the parameters that the kit fills', async () => {
    const names = ['Environment', 'Commit', 'Digest', 'Bucket', 'BundleKey'];
    template(
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            ...parameter(`/orders/${name}`, ''),
            Properties: {
              Name: `/orders/${name}`,
              Type: 'String',
              Value: { Ref: `Gitenv${name}` },
            },
          },
        ]),
      ),
      {
        Parameters: Object.fromEntries(names.map((name) => [`Gitenv${name}`, { Type: 'String' }])),
      },
    );
    await release();
    const { digest, archive } = await bench.manifest();
    expect(await Promise.all(names.map((name) => parameterValue(`/orders/${name}`)))).toEqual([
      'dev',
      bench.commit,
      digest,
      bench.bucket,
      objectKeys.bundleArchive(digest, archive.sha256),
    ]);
  });
});

test('a bundle that is pulled from elsewhere is brought to where the template looks for it', async () => {
  const shared = 'shared-by-all';
  await bench.s3.send(new CreateBucketCommand({ Bucket: shared }));
  bench.env[assetsVariables.bucket] = shared;
  bench.env[assetsVariables.writer] = 'dev';
  template(
    { Key: parameter('/orders/key', { Ref: 'GitenvBundleKey' }) },
    { Parameters: { GitenvBundleKey: { Type: 'String' } } },
  );
  await release();
  expect(await bench.keys()).toContain(await parameterValue('/orders/key'));
});

describe('parameters', () => {
  const twice = {
    Parameters: { Limit: { Type: 'Number' }, Name: { Type: 'String', Default: 'none' } },
  };
  const limit = { Limit: parameter('/orders/limit', 'x') };
  beforeEach(() => template(limit, twice));

  test.each([
    ['an object', { Limit: 10 }],
    ['the form of CodePipeline', { Parameters: { Limit: 10 } }],
    ['the form of the AWS CLI', [{ ParameterKey: 'Limit', ParameterValue: '10' }]],
  ])('come from the file of the environment, as %s', async (_, content) => {
    bench.write('parameters/dev.json', JSON.stringify(content));
    await release();
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: 'orders' }));
    expect(Stacks?.[0]?.Parameters).toEqual([
      { ParameterKey: 'Limit', ParameterValue: '10' },
      { ParameterKey: 'Name', ParameterValue: 'none' },
    ]);
  });

  test('go back to their default where the commit gives them no more', async () => {
    bench.write('parameters/dev.json', '{"Limit": 10, "Name": "some"}');
    await release();
    next('d');
    template({ Limit: parameter('/orders/limit', 'y') }, twice);
    bench.write('parameters/dev.json', '{"Limit": 10}');
    await release();
    const { Stacks } = await client().send(new DescribeStacksCommand({ StackName: 'orders' }));
    expect(Stacks?.[0]?.Parameters).toContainEqual({
      ParameterKey: 'Name',
      ParameterValue: 'none',
    });
  });

  test.each([
    [{}, "The template's parameter 'Limit' has no default, and parameters/dev.json lacks it."],
    [{ Limit: 1, Limti: 1 }, "parameters/dev.json: the template declares no parameter 'Limti'."],
    [{ Limit: 1, GitenvCommit: 'x' }, 'parameters/dev.json: GitenvCommit is filled by gitenv.'],
    [{ Limit: {} }, 'parameters/dev.json: Limit has to be a text, a number, a boolean or a list.'],
  ])('that are wrong are named: %j', async (content, message) => {
    bench.write('parameters/dev.json', JSON.stringify(content));
    expect(await build()).toMatchObject({ status: 1, stderr: `gitenv: ${message}\n` });
  });

  test('that a file is named for have to be there', async () => {
    configure({ parameters: 'config/{environment}.json' });
    expect((await build()).stderr).toBe(
      'gitenv: The bundle has no config/dev.json, which is to hold the parameters.\n',
    );
  });
});

describe('settings', () => {
  test('name template and stack', async () => {
    configure({ template: 'infra/{environment}.json', stack: 'orders-{environment}' });
    bench.write('infra/dev.json', JSON.stringify({ Resources: { A: parameter('/a', 'x') } }));
    await release();
    expect(await statusOf('orders-dev')).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['service', 'orders-service'],
    ['Orders-service', 'orders-Orders-service'],
    ['{environment}', 'orders-dev'],
  ])('that name a stack without rights over it are refused: %s', async (stack, right) => {
    configure({ stack });
    template({ A: parameter('/a', 'x') });
    const name = stack.replace('{environment}', 'dev');
    expect(await build()).toMatchObject({
      status: 1,
      stderr: `gitenv: gitenv.json: kit.stack is '${name}', and the roles of builds and deploys have rights over stacks named orders or orders-… alone; nothing was changed. Write "stack": "${right}".\n`,
    });
    expect((await client().send(new DescribeStacksCommand({}))).Stacks).toEqual([]);
  });

  test('that the kit does not have are named', async () => {
    configure({ tempalte: 'x' });
    expect((await build()).stderr).toBe(
      "gitenv: gitenv.json: kit.tempalte is no setting of the kit 'cloudformation', which has template, parameters, stack, capabilities.\n",
    );
  });

  test.each([
    ['Resources: [', /^gitenv: template\.yml cannot be read: .+ at line 1, column 13:/],
    ['{"Resources"', /^gitenv: template\.yml cannot be read: /],
    ['Description: none\n', /^gitenv: template\.yml has no Resources: it is no template\.\n$/],
    [
      'Resources:\n  A:\n    Type: AWS::SSM::Parameter\n    Properties: { Type: String, Value: !Ref Nothing }\n',
      /^gitenv: Stack orders cannot become what the commit says: .+Nothing/,
    ],
  ])('of a template that is none are told: %j', async (text, message) => {
    bench.write('template.yml', text);
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  test('say that there is no template', async () => {
    expect((await build()).stderr).toContain('The bundle has no template: add template.yml');
  });
});

describe('a deploy stops where the world has moved since the plan', () => {
  beforeEach(async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    await release();
    next('d');
    template({ Limit: parameter('/orders/limit', '20') });
  });

  test.each([true, false])(
    'by a change of the stack, where the plan has changes: %p',
    async (has) => {
      if (!has) template({ Limit: parameter('/orders/limit', '10') });
      await build();
      const TemplateBody = JSON.stringify({
        Resources: { Limit: parameter('/orders/limit', '5') },
      });
      await client().send(new UpdateStackCommand({ StackName: 'orders', TemplateBody }));
      await bench.machine.idle();
      const { status, stderr } = await deploy();
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^gitenv: Stack orders is no longer what the plan was made for: it was changed at .+Z; nothing was changed\.\nhint: gitenv redeploy dev\n$/,
      );
      expect(await parameterValue('/orders/limit')).toBe('5');
    },
  );

  test('and a second deploy of the same plan does nothing more', async () => {
    await build();
    await deploy();
    expect(await deploy()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Stack orders was brought to this plan already.\n'),
    });
  });
});

test('a deploy that was cut short goes on following what it began', async () => {
  const chain = Array.from({ length: 40 }, (_, index): [string, object] => [
    `P${index}`,
    {
      ...parameter(`/orders/${index}`, 'v'),
      ...(index > 0 && { DependsOn: `P${index - 1}` }),
    },
  ]);
  template(Object.fromEntries(chain));
  await build();
  const first = deploy();
  await until(async () => (await statusOf()) !== 'REVIEW_IN_PROGRESS');
  const second = await deploy();
  expect(second).toMatchObject({ status: 0, stderr: '' });
  expect(second.stdout).toMatch(/by this plan already\.|brought to this plan already\./);
  expect(await statusOf()).toBe('CREATE_COMPLETE');
  expect((await first).status).toBe(0);
});

test.each([
  ['UPDATE_ROLLBACK_FAILED', 'continue-update-rollback'],
  ['ROLLBACK_FAILED', 'delete-stack'],
  ['DELETE_FAILED', 'delete-stack'],
])('nothing is planned for a stack that is %s', (status, command) => {
  const stack = {
    id: 'arn',
    name: 'orders',
    status,
    reason: 'Because. ',
    changedAt: '',
    changeSet: '',
  };
  expect(() => wayFor(stack)).toThrow(
    expect.objectContaining({
      code: 'STACK_STUCK',
      message: `Stack orders is ${status} (Because.), so nothing can be planned.`,
      hint: `aws cloudformation ${command} --stack-name orders`,
    }),
  );
});

describe('a deploy that fails', () => {
  // CloudFormation does not look at the names of log groups before it makes them.
  const broken = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'taken' } };
  const take = async () => {
    const logs = new CloudWatchLogsClient(bench.machine.client());
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'taken' }));
  };

  test('on a stack that was there is taken back, and says so', async () => {
    template({ Limit: parameter('/orders/limit', '10') });
    await release();
    await take();
    next('d');
    template({
      Limit: parameter('/orders/limit', '20'),
      Broken: { ...broken, DependsOn: 'Limit' },
    });
    await build();
    const { status, stdout, stderr } = await deploy();
    expect(status).toBe(1);
    expect(stdout).toMatch(/ {2}CREATE_FAILED {2}Broken \(AWS::Logs::LogGroup\): .+/);
    expect(stderr).toMatch(
      /^gitenv: Stack orders ended as UPDATE_ROLLBACK_COMPLETE\. Broken \(AWS::Logs::LogGroup\): .+\nThe stack is back to what it was before: nothing of this release stands\.\nhint: gitenv redeploy dev\n$/,
    );
    expect(await parameterValue('/orders/limit')).toBe('10');
    const again = await deploy();
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('was applied to stack orders before and failed');
  });

  test('on a new stack leaves it to be deleted, which the next release does', async () => {
    await take();
    template({
      Limit: parameter('/orders/limit', '10'),
      Broken: { ...broken, DependsOn: 'Limit' },
    });
    await build();
    const { status, stderr } = await deploy();
    expect(status).toBe(1);
    expect(stderr).toContain(
      'nothing of this release stands. The next release deletes the failed stack first.',
    );
    expect(await statusOf()).toBe('ROLLBACK_COMPLETE');
    next('d');
    template({ Limit: parameter('/orders/limit', '20') });
    const { stdout } = await build();
    expect(stdout).toContain(
      'Stack orders, whose creation had failed: what is left of it is deleted',
    );
    expect(stdout).toContain('The plan for dev: 1 to add.\n');
    const deployed = await deploy();
    expect(deployed).toMatchObject({ status: 0, stderr: '' });
    expect(await parameterValue('/orders/limit')).toBe('20');
  });
});

describe('drift', () => {
  const drift = () => {
    const job = jobOf({ ...bench.variables, GITENV_PURPOSE: 'drift' }, () => {}, bench.folder);
    return cloudformation.drift(job, { name: 'cloudformation' }, bench.folder);
  };
  const ssm = () => new SSMClient(bench.machine.client());
  beforeEach(async () => {
    template({ Limit: parameter('/orders/limit', '10'), Name: parameter('/orders/name', 'a') });
    await release();
  });

  test('is none where everything is as the commit says', async () => {
    expect(await drift()).toMatchObject({
      changes: [],
      text: 'Drift of stack orders: nothing changes',
    });
  });

  test('is what was changed in the account, and what is gone', async () => {
    const changed = { Name: '/orders/limit', Value: '99', Overwrite: true };
    await ssm().send(new PutParameterCommand(changed));
    await ssm().send(new DeleteParameterCommand({ Name: '/orders/name' }));
    expect((await drift()).changes).toEqual([
      {
        action: 'change',
        type: 'AWS::SSM::Parameter',
        name: 'Limit',
        detail: '/Value: 10 in the template, 99 in the account',
      },
      {
        action: 'destroy',
        type: 'AWS::SSM::Parameter',
        name: 'Name',
        detail: 'was deleted in the account',
      },
    ]);
  });

  test('is what the stack was changed to past git, and leaves no change set', async () => {
    const TemplateBody = JSON.stringify({ Resources: { Limit: parameter('/orders/limit', '5') } });
    await client().send(new UpdateStackCommand({ StackName: 'orders', TemplateBody }));
    await bench.machine.idle();
    const before = await changeSets();
    expect((await drift()).changes).toMatchObject([
      { action: 'change', name: 'Limit', detail: 'Value: 5 → 10' },
      { action: 'add', name: 'Name' },
    ]);
    expect(await changeSets()).toEqual(before);
  });

  test('is the whole stack where there is none', async () => {
    await client().send(new DeleteStackCommand({ StackName: 'orders' }));
    await bench.machine.idle();
    expect((await drift()).changes).toMatchObject([{ action: 'destroy', name: 'orders' }]);
  });
});

test('plans of releases that are over are deleted, and what nobody knows is left', async () => {
  template({ Limit: parameter('/orders/limit', '10') });
  await release();
  const other = JSON.stringify({ Resources: { Limit: parameter('/orders/limit', '7') } });
  await client().send(
    new CreateChangeSetCommand({
      StackName: 'orders',
      ChangeSetName: 'by-hand',
      TemplateBody: other,
    }),
  );
  await bench.machine.idle();
  next('d');
  template({ Limit: parameter('/orders/limit', '20') });
  await build();
  expect((await changeSets()).filter(([, status]) => status === 'AVAILABLE')).toEqual([
    ['by-hand', 'AVAILABLE'],
    [`gitenv-${execution('d')}`, 'AVAILABLE'],
  ]);
});
