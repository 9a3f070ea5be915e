import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CodeCommitClient,
  GetCommitCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { type Account, openAccount } from '../../lib/aws/account/account';
import { readLog } from '../../lib/aws/build/build';
import { call } from '../../lib/aws/call/call';
import * as codecommit from '../../lib/aws/codecommit/operations';
import { branchTip, describeRepository } from '../../lib/aws/codecommit/repository';
import * as codepipeline from '../../lib/aws/pipeline/operations';
import {
  findRelease,
  getRelease,
  listReleases,
  startRelease,
} from '../../lib/aws/pipeline/pipeline';
import { getStages, listActions } from '../../lib/aws/pipeline/pipeline-state';
import { threeReleases } from '../deploy/releases';
import { application, install, type Stage, setStage } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

/** One history for all: nothing here but the last test adds to it. */
let stage: Stage;
let account: Account;
let files: ReturnType<typeof useAwsFiles>;
let commits: [string, string, string];
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  commits = await threeReleases(stage);
  const { accessKeyId, secretAccessKey } = stage.machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${stage.machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  account = await openAccount({ profile: 'dev', region: testRegion, environment: 'dev' });
});
afterAll(async () => {
  files.restore();
  await stage.destroy();
});

async function listed(pageSize?: number) {
  const found = [];
  for await (const release of listReleases(account, application, pageSize)) found.push(release);
  return found;
}

describe('reading an account', () => {
  test('lists releases newest first, whatever a page holds', async () => {
    const all = await listed();
    // The oldest is the run that making a pipeline starts on the empty repository.
    expect(all.map(({ commit }) => commit)).toEqual(
      [...commits].reverse().concat([undefined as never]),
    );
    expect(all.map(({ subject }) => subject)).toEqual(['Third', 'Second', 'First', '']);
    expect(all.map(({ status }) => status)).toEqual([
      'Succeeded',
      'Succeeded',
      'Succeeded',
      'Failed',
    ]);
    expect(await listed(1)).toEqual(all);
    expect(await listed(3)).toEqual(all);
  });

  test('knows who pushed', async () => {
    const [newest] = await listed();
    expect(newest?.pushedBy).toBeUndefined();
    expect(await getRelease(account, application, newest?.id ?? '')).toMatchObject({
      commit: commits[2],
      pushedBy: `arn:aws:iam::${testAccount}:user/administrator`,
    });
  });

  test('tells a commit’s new release from those that are known', async () => {
    const [, second] = await listed();
    const found = await findRelease(account, application, commits[1]);
    expect(found?.id).toBe(second?.id);
    const except = new Set([second?.id ?? '']);
    expect(await findRelease(account, application, commits[1], { except })).toBeUndefined();
    const since = new Date(Date.now() + 60_000);
    expect(await findRelease(account, application, commits[1], { since })).toBeUndefined();
  });

  test('lists a release’s actions in the order they started, with their builds', async () => {
    const [newest] = await listed();
    const actions = await listActions(account, application, newest?.id ?? '');
    expect(actions.map(({ stage: name, status }) => `${name} ${status}`)).toEqual([
      'Source Succeeded',
      'Build Succeeded',
      'Deploy Succeeded',
    ]);
    expect(actions.map(({ buildId }) => buildId?.split(':')[0])).toEqual([
      undefined,
      `${application}-build`,
      `${application}-deploy`,
    ]);
  });

  test('tells what is in each stage', async () => {
    const [newest] = await listed();
    const latest = { releaseId: newest?.id, status: 'Succeeded' };
    expect(await getStages(account, application)).toEqual(
      ['Source', 'Build', 'Deploy'].map((name) => ({
        name,
        pipelineVersion: 1,
        latest,
        waiting: [],
        closedBecause: undefined,
        approval: undefined,
        condition: undefined,
        actions: [
          {
            name,
            id: expect.any(String),
            status: 'Succeeded',
            externalId: name === 'Source' ? undefined : expect.stringMatching(/^shop-\w+:/),
          },
        ],
      })),
    );
  });

  test('knows the repository and its branches', async () => {
    expect(await describeRepository(account, application)).toEqual({
      cloneUrl: `${stage.machine.endpoint}/v1/repos/${application}`,
      account: testAccount,
      arn: `arn:aws:codecommit:${testRegion}:${testAccount}:${application}`,
    });
    expect(await branchTip(account, application, 'main')).toBe(commits[2]);
    expect(await branchTip(account, application, 'none')).toBeUndefined();
  });

  test.each([
    ['repository', () => describeRepository(account, 'none')],
    ['repository', () => branchTip(account, 'none', 'main')],
    ['pipeline', () => getStages(account, 'none')],
    ['pipeline', () => getRelease(account, 'none', crypto.randomUUID())],
    ['pipeline', () => startRelease(account, 'none', commits[0], 'me')],
  ])('says that there is no such %s, and what to run', async (what, look) => {
    await expect(look()).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      exitCode: 3,
      message: `There is no ${what} 'none' in ${testRegion}.`,
      hint: 'gitenv init dev',
    });
  });

  test('a light call answers what the SDK does, dates included', async () => {
    const by = (answer: object) => ({ ...answer, $metadata: undefined });
    const pipeline = new CodePipelineClient(stage.machine.client());
    const repository = new CodeCommitClient(stage.machine.client());
    const named = { pipelineName: application };
    const [state, releases, actions, found, commit] = await Promise.all([
      pipeline.send(new GetPipelineStateCommand({ name: application })),
      pipeline.send(new ListPipelineExecutionsCommand(named)),
      pipeline.send(new ListActionExecutionsCommand(named)),
      repository.send(new GetRepositoryCommand({ repositoryName: application })),
      repository.send(new GetCommitCommand({ repositoryName: application, commitId: commits[0] })),
    ]);
    expect(await call(account, codepipeline.GetPipelineState, { name: application })).toEqual(
      by(state),
    );
    expect(await call(account, codepipeline.ListPipelineExecutions, named)).toEqual(by(releases));
    expect(await call(account, codepipeline.ListActionExecutions, named)).toEqual(by(actions));
    const repositoryName = application;
    expect(await call(account, codecommit.GetRepository, { repositoryName })).toEqual(by(found));
    const commitId = commits[0];
    expect(await call(account, codecommit.GetCommit, { repositoryName, commitId })).toEqual(
      by(commit),
    );
  });

  test('reads a log that nothing was written to yet as an empty one', async () => {
    const logs = new CloudWatchLogsClient(stage.machine.client());
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/later' }));
    const place = { group: '/later', stream: 'none' };
    expect(await readLog(account, place)).toEqual({ lines: [], next: undefined });
  });
});
