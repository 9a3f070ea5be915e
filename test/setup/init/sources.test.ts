import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit';
import { openAccount } from '../../../lib/aws/account/account';
import { environmentOf } from '../../../lib/config/config';
import { planDestroy } from '../../../lib/setup/destroy/plan';
import { checkSources } from '../../../lib/setup/doctor/sources';
import { readRecorded } from '../../../lib/setup/init/record';
import { accounts, type InitStage, setInitStage } from './stage';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

const codecommit = () => new CodeCommitClient(stage.machine.client(accounts.dev));
const arnOf = (name: string) => `arn:aws:codecommit:eu-west-1:${accounts.dev}:${name}`;

async function repositories(): Promise<string[]> {
  const { repositories: found } = await codecommit().send(new ListRepositoriesCommand({}));
  return (found ?? []).map(({ repositoryName }) => repositoryName ?? '');
}

async function sourcesOfStack(): Promise<string | undefined> {
  const client = new CloudFormationClient(stage.machine.client(accounts.dev));
  const { Stacks } = await client.send(new DescribeStacksCommand({}));
  return Stacks?.[0]?.Parameters?.find((it) => it.ParameterKey === 'SourceRepositories')
    ?.ParameterValue;
}

/** Writes `.gitmodules` of a folder of the work tree, as if those submodules were there. */
function useIn(folder: string, addresses: Readonly<Record<string, string>>): void {
  const entries = Object.entries(addresses).map(
    ([at, url]) => `[submodule "${at}"]\n\tpath = ${at}\n\turl = ${url}\n`,
  );
  fs.mkdirSync(path.join(stage.repository, folder), { recursive: true });
  stage.write(path.join(folder, '.gitmodules'), entries.join(''));
}

const planned = (run: Awaited<ReturnType<InitStage['init']>>) =>
  run.events.flatMap((event) => (event.kind === 'planned' ? [event] : []));

describe('gitenv init in a repository with submodules', () => {
  test('makes their repositories once that is agreed to, and tells the stack', async () => {
    useIn('.', { modules: '../modules', 'third/docs': 'https://example.invalid/docs.git' });
    const refused = await stage.init(['dev'], {}, { confirm: false });
    expect(planned(refused)[0]?.repositories).toEqual(['modules']);
    expect(await repositories()).toEqual([]);
    await stage.init(['dev']);
    expect(await repositories()).toEqual(['modules', 'my-shop']);
    expect(await sourcesOfStack()).toBe(arnOf('modules'));
    expect((await stage.init(['dev'])).result).toMatchObject({
      environments: [{ outcome: 'unchanged' }],
    });
  });

  test('finds those of submodules that are checked out, and takes what is there as it is', async () => {
    useIn('.', { modules: '../modules' });
    useIn('modules', { base: '../base', self: '../my-shop' });
    stage.git('init', '--quiet', 'modules');
    await codecommit().send(new CreateRepositoryCommand({ repositoryName: 'modules' }));
    const run = await stage.init(['dev']);
    expect(planned(run)[0]?.repositories).toEqual(['base']);
    expect(await sourcesOfStack()).toBe([arnOf('base'), arnOf('modules')].join(','));
  });

  test('lets builds pull what was used once, since an older commit may come back', async () => {
    useIn('.', { modules: '../modules' });
    await stage.init(['dev']);
    useIn('.', { other: '../other' });
    await stage.init(['dev']);
    expect(await sourcesOfStack()).toBe([arnOf('modules'), arnOf('other')].join(','));
    fs.rmSync(path.join(stage.repository, '.gitmodules'));
    expect((await stage.init(['dev'])).result).toMatchObject({
      environments: [{ outcome: 'unchanged' }],
    });
  });

  test('makes again what somebody deleted, without touching the stack', async () => {
    useIn('.', { modules: '../modules' });
    await stage.init(['dev']);
    await codecommit().send(new DeleteRepositoryCommand({ repositoryName: 'modules' }));
    const run = await stage.init(['dev']);
    expect(run.questions).toEqual(['Apply this to dev?']);
    expect(planned(run)).toMatchObject([{ repositories: ['modules'], changes: undefined }]);
    expect(run.result).toMatchObject({ environments: [{ outcome: 'updated' }] });
    expect(await repositories()).toContain('modules');
  });

  test('makes none for what no build needs', async () => {
    useIn('.', { modules: '../modules', wiki: '../shop-wiki', texts: '../texts' });
    stage.git('config', '-f', '.gitmodules', 'submodule.wiki.update', 'none');
    const environments = {};
    const submodules = { texts: false };
    stage.write(
      'gitenv.json',
      JSON.stringify({ application: 'my-shop', submodules, environments }),
    );
    await stage.init(['dev']);
    expect(await repositories()).toEqual(['modules', 'my-shop']);
    expect(JSON.parse(stage.read('gitenv.json')).submodules).toEqual(submodules);
  });

  test('refuses an address that leads out of the account, before it asks', async () => {
    useIn('.', { modules: '../../modules' });
    const { error, questions } = await stage.init(['dev']);
    expect({ code: error?.code, questions }).toEqual({ code: 'BAD_SUBMODULE', questions: [] });
    expect(await repositories()).toEqual([]);
  });
});

function environment() {
  const identity = { application: undefined, branch: undefined };
  return environmentOf(readRecorded(stage.repository, identity).config, 'dev');
}

test('gitenv destroy says that they stay', async () => {
  useIn('.', { modules: '../modules' });
  await stage.init(['dev']);
  const { plan } = await planDestroy(environment(), { path: ['dev'], settings: {} });
  const names = plan.stays.map(({ type, physicalId }) => `${type} ${physicalId}`);
  expect(names).toContain('AWS::CodeCommit::Repository modules');
});

test('gitenv doctor misses a repository, and a right to pull, and knows what mends both', async () => {
  await stage.init(['dev']);
  const patient = { environment: environment(), root: stage.repository };
  const account = await openAccount({ profile: 'dev', region: 'eu-west-1' });
  expect(await checkSources(account, patient)).toEqual([]);
  useIn('.', { modules: '../modules' });
  const mended = { check: 'submodules', environment: 'dev', fix: 'gitenv init dev' };
  expect(await checkSources(account, patient)).toEqual([
    { ...mended, outcome: 'problem', message: 'lacks the repositories modules' },
  ]);
  await codecommit().send(new CreateRepositoryCommand({ repositoryName: 'modules' }));
  expect(await checkSources(account, patient)).toEqual([
    { ...mended, outcome: 'problem', message: 'builds may not pull modules' },
  ]);
  await stage.init(['dev']);
  expect(await checkSources(account, patient)).toMatchObject([{ outcome: 'ok' }]);
});
