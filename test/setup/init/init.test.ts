import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { accounts, type InitStage, impossible, setInitStage, template } from './stage';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

function cloudformation(environment: keyof typeof accounts = 'dev'): CloudFormationClient {
  return new CloudFormationClient(stage.machine.client(accounts[environment]));
}

async function stackOf(environment: keyof typeof accounts = 'dev') {
  const client = cloudformation(environment);
  const reply = await client.send(new DescribeStacksCommand({}));
  const [stack] = reply.Stacks ?? [];
  return (
    stack && {
      name: stack.StackName,
      status: stack.StackStatus,
      ...Object.fromEntries(
        (stack.Parameters ?? []).map((p) => [p.ParameterKey, p.ParameterValue]),
      ),
    }
  );
}

describe('gitenv init', () => {
  test('installs environments, and leaves a repository that is ready to push', async () => {
    const { result, questions } = await stage.init(['dev', 'stg']);
    expect(questions).toEqual(['Apply this to dev, stg?']);
    expect(result).toMatchObject({
      application: 'my-shop',
      path: ['dev', 'stg'],
      defaultRemote: 'dev',
      files: [
        'gitenv.json',
        'buildspec.yml',
        'deployspec.yml',
        '.gitenv/kit.cjs',
        '.gitattributes',
      ],
      environments: [
        { environment: 'dev', account: accounts.dev, outcome: 'created' },
        { environment: 'stg', account: accounts.stg, outcome: 'created' },
      ],
    });
    expect(await stackOf('stg')).toMatchObject({
      name: 'gitenv-my-shop',
      status: 'CREATE_COMPLETE',
      Environment: 'stg',
      Branch: 'main',
    });
    expect(JSON.parse(stage.read('gitenv.json'))).toEqual({
      application: 'my-shop',
      environments: {
        dev: { region: 'eu-west-1', account: accounts.dev, profile: 'dev' },
        stg: { region: 'eu-west-1', account: accounts.stg, profile: 'stg' },
      },
    });
    expect(stage.git('remote', 'get-url', 'stg')).toBe('gitenv://stg@eu-west-1/my-shop');
    expect(stage.git('config', 'remote.stg.push')).toBe('HEAD:refs/heads/main');
    expect(stage.git('config', 'remote.stg.fetch')).toBe('+refs/heads/*:refs/remotes/stg/*');
    expect(stage.git('config', 'remote.stg.tagOpt')).toBe('--no-tags');
    expect(() => stage.git('config', 'remote.pushDefault')).toThrow();
    expect(stage.git('config', 'branch.main.remote')).toBe('dev');
  });

  test('names the schema of gitenv.json where the repository has gitenv installed', async () => {
    const schema = 'node_modules/gitenv/gitenv.schema.json';
    stage.write(schema, '{}');
    await stage.init(['dev']);
    expect(JSON.parse(stage.read('gitenv.json')).$schema).toBe(`./${schema}`);
  });

  test('shows each resource on its way, and alike environments together', async () => {
    const { events } = await stage.init(['dev', 'stg']);
    const planned = events.filter((event) => event.kind === 'planned');
    expect(planned).toHaveLength(1);
    expect(planned[0]).toMatchObject({ environments: ['dev', 'stg'], isNew: true });
    expect(planned[0]?.changes?.map(({ action, logicalId }) => `${action} ${logicalId}`)).toEqual(
      expect.arrayContaining(['Add Repository', 'Add BuildLog']),
    );
    const steps = events.flatMap((event) =>
      event.kind === 'progress' && event.environment === 'dev'
        ? [`${event.event.logicalId} ${event.event.status}`]
        : [],
    );
    expect(steps).toContain('Repository CREATE_COMPLETE');
    expect(steps.at(-1)).toBe('gitenv-my-shop CREATE_COMPLETE');
    expect(new Set(steps).size).toBe(steps.length);
  });

  test('says that nothing changes when called again, and asks nothing', async () => {
    await stage.init(['dev']);
    const before = stage.read('gitenv.json');
    const { result, events, questions } = await stage.init(['dev']);
    expect(questions).toEqual([]);
    expect(events).toContainEqual({ kind: 'unchanged', environment: 'dev' });
    expect(result).toMatchObject({ files: [], environments: [{ outcome: 'unchanged' }] });
    expect(stage.read('gitenv.json')).toBe(before);
    expect((await changeSets()).length).toBe(1);
  });

  test('upgrades, and keeps the settings that are not given again', async () => {
    await stage.init(['dev'], { settings: { approval: true, logRetentionDays: 30 } });
    const { events, result } = await stage.init(['dev'], { settings: { logRetentionDays: 7 } });
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'planned',
        isNew: false,
        changes: [expect.objectContaining({ action: 'Modify', logicalId: 'BuildLog' })],
      }),
    );
    expect(result).toMatchObject({ environments: [{ outcome: 'updated' }] });
    expect(await stackOf()).toMatchObject({
      status: 'UPDATE_COMPLETE',
      Approval: 'yes',
      LogRetentionDays: '7',
    });
    expect(JSON.parse(stage.read('gitenv.json')).environments.dev).toMatchObject({
      approval: true,
      logRetentionDays: 7,
    });
  });

  test('keeps what the stack has even where gitenv.json does not know of it', async () => {
    await stage.init(['dev'], { settings: { logRetentionDays: 30 } });
    fs.rmSync(path.join(stage.repository, 'gitenv.json'));
    await stage.init(['dev'], { template: template({ More: moreLog }) });
    expect(await stackOf()).toMatchObject({ status: 'UPDATE_COMPLETE', LogRetentionDays: '30' });
  });

  test('leaves the account as it was when the answer is no', async () => {
    const { error } = await stage.init(['dev', 'stg'], {}, { confirm: false });
    expect(error).toMatchObject({ code: 'DECLINED', exitCode: 2 });
    await stage.machine.idle();
    expect(await stackOf('dev')).toBeUndefined();
    expect(await stackOf('stg')).toBeUndefined();
    expect(fs.readdirSync(stage.repository)).toEqual(['.git']);
    expect(stage.git('remote')).toBe('');
  });

  test('takes up a plan that an interrupted call left behind', async () => {
    await stage.init(['dev'], {}, { confirm: false });
    await stage.machine.idle();
    const { result } = await stage.init(['dev']);
    expect(result).toMatchObject({ environments: [{ outcome: 'created' }] });
  });

  test('names the first resource that failed, and the others stand nevertheless', async () => {
    stage.write('gitenv.json', '{"application":"shop","environments":{}}');
    const stuck = await stage.init(['dev'], { template: template(impossible) });
    expect(stuck.error).toMatchObject({
      code: 'STACK_FAILED',
      exitCode: 5,
      message: expect.stringContaining('Impossible (AWS::Nowhere::Nothing): '),
      hint: 'gitenv init dev --replace',
    });
    expect(await stackOf()).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(JSON.parse(stage.read('gitenv.json')).environments).toEqual({});
  });

  test('replaces a stack whose creation failed only when that is agreed to', async () => {
    await stage.init(['dev'], { template: template(impossible) });
    const refused = await stage.init(['dev'], {}, { confirm: true, replace: false });
    expect(refused.error).toMatchObject({ code: 'DECLINED' });
    expect(refused.questions).toEqual([
      "Stack 'gitenv-my-shop' in dev failed to be created (ROLLBACK_COMPLETE). Delete it and make it anew?",
    ]);
    const { result } = await stage.init(['dev'], {}, { confirm: true, replace: true });
    expect(result).toMatchObject({ environments: [{ outcome: 'created' }] });
    expect(await stackOf()).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('uses the repository that an earlier installation left in the account', async () => {
    await stage.init(['dev']);
    await cloudformation().send(new DeleteStackCommand({ StackName: 'gitenv-my-shop' }));
    await stage.machine.idle();
    const { events, result } = await stage.init(['dev']);
    expect(events).toContainEqual({
      kind: 'repositoryFound',
      environment: 'dev',
      repository: 'my-shop',
    });
    expect(result).toMatchObject({ environments: [{ outcome: 'created' }] });
    expect(await stackOf()).toMatchObject({ ExistingRepository: 'yes' });
    expect((await stage.init(['dev'])).result).toMatchObject({
      environments: [{ outcome: 'unchanged' }],
    });
  });

  test('waits for what CloudFormation is doing already', async () => {
    const parameters = { Application: 'my-shop', Environment: 'dev' };
    await cloudformation().send(
      new CreateStackCommand({
        StackName: 'gitenv-my-shop',
        TemplateBody: template(),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      }),
    );
    const { result } = await stage.init(['dev']);
    expect(result).toMatchObject({ environments: [{ outcome: 'unchanged' }] });
  });

  async function changeSets() {
    const reply = await cloudformation().send(
      new ListChangeSetsCommand({ StackName: 'gitenv-my-shop' }),
    );
    return reply.Summaries ?? [];
  }
});

const moreLog = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/more' } };
