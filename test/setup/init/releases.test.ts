import { CloudFormationClient, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  EnableStageTransitionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { accounts, type InitStage, pipeline, setInitStage, template } from './stage';

const repositoryName = 'my-shop';
const name = repositoryName;
// What somebody pushed there was made by the API, and has nothing in common with the work tree.
const withPipeline = { template: template(pipeline), adopt: true };

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

const client = () => stage.machine.client(accounts.dev);
const codepipeline = () => new CodePipelineClient(client());

/** Commits into the account's repository, as somebody's push does. */
async function push(subject: string): Promise<string> {
  const codecommit = new CodeCommitClient(client());
  const branch = { repositoryName, branchName: 'main' };
  const parent = await codecommit.send(new GetBranchCommand(branch)).catch(() => undefined);
  const { commitId = '' } = await codecommit.send(
    new CreateCommitCommand({
      ...branch,
      parentCommitId: parent?.branch?.commitId,
      commitMessage: `${subject}\n\nAnd more.\n`,
      putFiles: [{ filePath: 'file', fileContent: Buffer.from(subject) }],
    }),
  );
  return commitId;
}

async function makeRepository(): Promise<void> {
  await new CodeCommitClient(client()).send(new CreateRepositoryCommand({ repositoryName }));
}

async function executions() {
  await stage.machine.idle();
  const reply = await codepipeline().send(
    new ListPipelineExecutionsCommand({ pipelineName: name }),
  );
  return (reply.pipelineExecutionSummaries ?? []).map(({ status, sourceRevisions, trigger }) => ({
    status,
    commit: sourceRevisions?.[0]?.revisionId,
    trigger: trigger?.triggerType,
  }));
}

async function deployStage() {
  const { stageStates = [] } = await codepipeline().send(new GetPipelineStateCommand({ name }));
  return stageStates.find(({ stageName }) => stageName === 'Deploy');
}

describe('gitenv init over a repository that has commits', () => {
  test('says what the new pipeline releases by itself, and asks', async () => {
    await makeRepository();
    const commit = await push('Change the shop');
    const { events, questions, result } = await stage.init(['dev'], withPipeline);
    expect(events).toContainEqual({
      kind: 'startsRelease',
      environment: 'dev',
      branch: 'main',
      commit,
      subject: 'Change the shop',
      isHeld: false,
    });
    expect(questions).toEqual([`Apply this to dev, and release ${commit.slice(0, 8)} in dev?`]);
    expect(result?.environments).toMatchObject([{ starts: { commit }, isHeld: false }]);
    expect(await executions()).toEqual([
      { status: 'InProgress', commit, trigger: 'CreatePipeline' },
    ]);
    expect(await deployStage()).toMatchObject({ latestExecution: { status: 'InProgress' } });
  });

  test('releases nothing where the answer is no', async () => {
    await makeRepository();
    await push('Change the shop');
    const { error } = await stage.init(['dev'], withPipeline, { confirm: false });
    expect(error).toMatchObject({ code: 'DECLINED' });
    await expect(executions()).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
  });

  test('releases nothing else than it said: the branch is looked at again after the question', async () => {
    await makeRepository();
    await push('Change the shop');
    let newer = '';
    const confirm = async () => {
      newer = await push('Change it again');
    };
    const { error } = await stage.init(['dev'], withPipeline, { confirm });
    expect(error).toMatchObject({
      code: 'LOST_LEASE',
      message: `dev would release ${newer.slice(0, 8)} "Change it again" by now, which was pushed meanwhile; nothing was changed.`,
      hint: 'gitenv init dev',
    });
    await expect(executions()).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
  });

  test('with --hold lets nothing enter Deploy from the first moment on', async () => {
    await makeRepository();
    const commit = await push('Change the shop');
    const { events, questions, result } = await stage.init(['dev'], {
      ...withPipeline,
      hold: true,
    });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'startsRelease', isHeld: true }));
    expect(questions).toEqual(['Apply this to dev?']);
    expect(result?.environments).toMatchObject([{ starts: { commit }, isHeld: true }]);
    expect(await executions()).toMatchObject([{ status: 'InProgress', commit }]);
    const deploy = await deployStage();
    expect(deploy?.inboundTransitionState).toMatchObject({ enabled: false });
    expect(deploy?.inboundExecution).toMatchObject({ status: 'InProgress' });
    expect(deploy?.latestExecution).toBeUndefined();
  });

  test('keeps the hold until somebody takes it away, and does not bring it back then', async () => {
    await makeRepository();
    await stage.init(['dev'], { ...withPipeline, hold: true });
    await stage.machine.idle();
    expect((await stage.init(['dev'], withPipeline)).result?.environments).toMatchObject([
      { outcome: 'unchanged' },
    ]);
    await codepipeline().send(
      new EnableStageTransitionCommand({
        pipelineName: name,
        stageName: 'Deploy',
        transitionType: 'Inbound',
      }),
    );
    const settings = { executionMode: 'QUEUED' } as const;
    await stage.init(['dev'], { ...withPipeline, settings });
    expect((await deployStage())?.inboundTransitionState).toMatchObject({ enabled: true });
    expect((await stage.init(['dev'], withPipeline)).result?.environments).toMatchObject([
      { outcome: 'unchanged' },
    ]);
  });

  test('has nothing to hold where all pipelines are there already', async () => {
    await stage.init(['dev'], withPipeline);
    const { error } = await stage.init(['dev'], { ...withPipeline, hold: true });
    expect(error).toMatchObject({
      code: 'USAGE',
      hint: "gitenv lock dev --reason '…' --for 4h",
    });
  });
});

describe('gitenv init that changes a pipeline', () => {
  const changed = { ...withPipeline, settings: { executionMode: 'QUEUED' as const } };

  test('is refused while a release waits in it, naming it', async () => {
    const commit = await releaseThatWaits();
    const typed = 'gitenv init dev --execution-mode QUEUED';
    const { error, questions } = await stage.init(['dev'], { ...changed, typed });
    expect(error).toMatchObject({
      code: 'WOULD_STOP_RELEASE',
      exitCode: 5,
      message: `This changes the pipeline, which stops what is on its way: dev has ${commit.slice(0, 8)} "Change the shop", which waits for approval in Deploy; nothing was changed.`,
      hint: `gitenv approve dev ${commit.slice(0, 8)}\ngitenv reject dev ${commit.slice(0, 8)}\ngitenv init dev --execution-mode QUEUED --stop-releases`,
    });
    expect(questions).toEqual([]);
    expect(await executions()).toMatchObject([{ status: 'InProgress', commit }, {}]);
    expect(JSON.parse(stage.read('gitenv.json')).environments.dev).not.toHaveProperty(
      'executionMode',
    );
  });

  test('stops it where that is asked for, and says so', async () => {
    const commit = await releaseThatWaits();
    const { events, questions, result } = await stage.init(['dev'], {
      ...changed,
      stopReleases: true,
    });
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'stopsRelease',
        way: expect.objectContaining({ release: expect.objectContaining({ commit }) }),
      }),
    );
    expect(questions).toEqual([`Apply this to dev, and stop ${commit.slice(0, 8)} in dev?`]);
    expect(result?.environments).toMatchObject([{ outcome: 'updated', hasStopped: true }]);
    expect((await executions())[0]).toMatchObject({ commit, status: 'Cancelled' });
  });

  test('is refused where a release begins while somebody thinks about it', async () => {
    await stage.init(['dev'], withPipeline);
    const { error } = await stage.init(['dev'], changed, {
      confirm: async () => {
        await releaseOf('Change the shop');
      },
    });
    expect(error).toMatchObject({ code: 'WOULD_STOP_RELEASE' });
    expect((await executions())[0]).toMatchObject({ status: 'InProgress' });
  });

  test('goes on where only something beside the pipeline changes', async () => {
    await releaseThatWaits();
    const settings = { logRetentionDays: 7 };
    const { result } = await stage.init(['dev'], { ...withPipeline, settings });
    expect(result?.environments).toMatchObject([{ outcome: 'updated', hasStopped: false }]);
    expect((await executions())[0]).toMatchObject({ status: 'InProgress' });
  });

  async function releaseThatWaits(): Promise<string> {
    await stage.init(['dev'], withPipeline);
    return releaseOf('Change the shop');
  }

  async function releaseOf(subject: string): Promise<string> {
    await stage.machine.idle();
    const commit = await push(subject);
    await codepipeline().send(new StartPipelineExecutionCommand({ name }));
    await stage.machine.idle();
    return commit;
  }
});

test('an environment that was installed before is released once more, and that is said too', async () => {
  await stage.init(['dev'], withPipeline);
  const commit = await push('Change the shop');
  const cloudformation = new CloudFormationClient(client());
  await cloudformation.send(new DeleteStackCommand({ StackName: 'gitenv-my-shop' }));
  await stage.machine.idle();
  const { events } = await stage.init(['dev'], withPipeline);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'startsRelease', commit }));
});
