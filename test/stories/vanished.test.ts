import fs from 'node:fs';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { application, type Ended, install, type Stage, script, setStage } from '../deploy/stage';

let stage: Stage;
let client: CodePipelineClient;
let release: string;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
  client = new CodePipelineClient(stage.machine.client());
  release = `${stage.folder}/release`;
  await stage.commit('Take a while', {
    'build.sh': script('echo begun', `until [ -e ${release} ]; do sleep 0.05; done`),
  });
});
afterEach(async () => {
  // Whatever has failed: the account ends once its builds have.
  letBuildEnd();
  await stage.destroy();
});

const name = application;

/** Pushes, and does something to the pipeline in the middle of the build. */
async function pushInto(disturb: () => Promise<unknown>, ...words: string[]): Promise<Ended> {
  let disturbed: Promise<unknown> | undefined;
  const onStderr = (text: string) => {
    if (text.includes('  begun')) disturbed ??= disturb();
  };
  const push = await (words[0] === 'gitenv'
    ? stage.gitenv(words.slice(1), { onStderr })
    : stage.git(words.slice(1), { onStderr }));
  await disturbed;
  return push;
}

const letBuildEnd = () => fs.writeFileSync(release, '');

describe('a release whose pipeline is changed meanwhile', () => {
  async function update(): Promise<void> {
    const { pipeline } = await client.send(new GetPipelineCommand({ name }));
    if (!pipeline) throw new Error('there is no pipeline');
    await client.send(
      new UpdatePipelineCommand({ pipeline: { ...pipeline, executionMode: 'QUEUED' } }),
    );
    letBuildEnd();
  }

  async function upgrade(): Promise<void> {
    expect(
      await stage.gitenv(['init', 'dev', '--approval', '--stop-releases', '--yes']),
    ).toMatchObject({
      exitCode: 0,
    });
    letBuildEnd();
  }

  test.each([
    ['git push', 'the pipeline', update, ['git', 'push', 'dev'], 1],
    ['gitenv push', 'the stack, with gitenv init,', upgrade, ['gitenv', 'push', 'dev'], 6],
  ] as const)(
    '%s says so where somebody updates %s and how to release it again',
    async (_, __, disturb, words, exitCode) => {
      const push = await pushInto(disturb, ...words);
      expect(push.stderr).toMatch(
        /gitenv: dev: (\w{8}) was cancelled, because the pipeline was changed\. Release it again, or read its log:\nhint: gitenv push dev \1\n +gitenv logs dev \1\n$/,
      );
      expect(push.exitCode).toBe(exitCode);
      const again = await stage.gitenv(['push', 'dev', '--no-follow']);
      expect(again).toMatchObject({ exitCode: 0 });
      await stage.machine.idle();
    },
  );
});

describe('a release whose pipeline goes away', () => {
  const remove = () => client.send(new DeletePipelineCommand({ name }));

  test('says that it was deleted, and that the end is not known', async () => {
    const push = await pushInto(remove, 'gitenv', 'push', 'dev');
    expect(push.stderr).toMatch(
      /gitenv: dev: the pipeline was deleted while (\w{8}) was being released, so nobody knows how that ended\.\nhint: gitenv init dev\n +gitenv push dev \1\n$/,
    );
    expect(push.exitCode).toBe(6);
    letBuildEnd();
  });

  test('says so where another took its place, which does not know the release', async () => {
    const replace = async () => {
      const { pipeline } = await client.send(new GetPipelineCommand({ name }));
      await remove();
      await client.send(new CreatePipelineCommand({ pipeline }));
    };
    const push = await pushInto(replace, 'git', 'push', 'dev');
    expect(push.stderr).toMatch(/gitenv: dev: the pipeline was (deleted|replaced) while \w{8}/);
    expect(push.exitCode).toBe(1);
    letBuildEnd();
  });
});
