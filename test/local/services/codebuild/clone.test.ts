import type { Build } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startMachine, type TestMachine } from '../../machine';
import { signedUrl, Workspace } from '../codecommit/workspace';
import { buildspecOf, failureOf, TestProject } from './project';

let machine: TestMachine;
let work: Workspace;
let project: TestProject;
let address: string;
let commits: string[];

beforeAll(async () => {
  machine = await startMachine();
  const { repositoryMetadata } = await new CodeCommitClient(machine.client()).send(
    new CreateRepositoryCommand({ repositoryName: 'app' }),
  );
  address = repositoryMetadata?.cloneUrlHttp ?? '';
  work = await new Workspace().init();
  commits = [];
  for (const message of ['one', 'two', 'three']) {
    work.write('buildspec.yml', spec);
    commits.push(await work.commit(message, 'file.txt'));
  }
  await work.git('push', signedUrl(machine, 'app'), 'HEAD:refs/heads/main');
  project = await TestProject.create(machine, {
    source: { type: 'CODECOMMIT', location: address },
  });
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

const spec = buildspecOf({
  build: { commands: ['cat file.txt; echo; git log --format=%s; git remote get-url origin'] },
});

/** Builds what the project's repository holds. */
async function build(settings = {}): Promise<Build> {
  const { id } = await project.start(settings);
  await machine.idle();
  return project.get(id);
}

describe('a project with a CodeCommit source', () => {
  test('builds the tip of the default branch, with its history', async () => {
    const built = await build();
    expect(failureOf(built)).toBeUndefined();
    expect(built.resolvedSourceVersion).toBe(commits[2]);
    expect(await project.output(built)).toEqual(['three', 'three', 'two', 'one', address]);
  });

  test('builds the version it is told to', async () => {
    for (const sourceVersion of [commits[0], commits[0]?.slice(0, 10)]) {
      const built = await build({ sourceVersion });
      expect(built.resolvedSourceVersion).toBe(commits[0]);
      expect(await project.output(built)).toEqual(['one', 'one', address]);
    }
    expect((await build({ sourceVersion: 'refs/heads/main' })).resolvedSourceVersion).toBe(
      commits[2],
    );
  });

  test('clones only as deep as it is told to', async () => {
    const built = await build({ gitCloneDepthOverride: 1 });
    expect(await project.output(built)).toEqual(['three', 'three', address]);
  });

  test('says that a version does not exist', async () => {
    expect(failureOf(await build({ sourceVersion: 'nowhere' }))).toBe(
      'DOWNLOAD_SOURCE CLIENT_ERROR: source version nowhere is not in the repository',
    );
  });

  test("says in git's words that a repository does not exist", async () => {
    const built = await build({ sourceLocationOverride: `${address}-not` });
    expect(failureOf(built)).toMatch(/^DOWNLOAD_SOURCE CLIENT_ERROR: git clone: .*app-not/s);
  });

  test('may push back with git-credential-helper, and not without', async () => {
    const commands = [
      'git -c user.name=b -c user.email=b@example.com commit -q --allow-empty -m built',
      'GIT_TERMINAL_PROMPT=0 git push -q origin HEAD:refs/heads/built',
    ];
    const refused = await build({ buildspecOverride: buildspecOf({ build: { commands } }) });
    expect(refused.buildStatus).toBe('FAILED');
    const env = { 'git-credential-helper': 'yes' };
    const pushed = await build({
      buildspecOverride: buildspecOf({ build: { commands } }, { env }),
    });
    expect(failureOf(pushed)).toBeUndefined();
    const refs = await work.git('ls-remote', signedUrl(machine, 'app'), 'refs/heads/built');
    expect(refs).toContain('refs/heads/built');
  });
});

test("a pipeline's full clone is a repository at the commit of the run", async () => {
  const s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket: 'references' }));
  const reference = {
    FullRepositoryName: 'app',
    CloneUrl: address,
    CommitId: commits[1],
    BranchName: 'main',
  };
  await s3.send(
    new PutObjectCommand({ Bucket: 'references', Key: 'src', Body: JSON.stringify(reference) }),
  );
  const piped = await TestProject.create(machine, {
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
  });
  const { build: started } = await piped.startPipelineBuild({
    inputs: [{ name: 'src', bucket: 'references', key: 'src' }],
    primarySource: 'src',
  });
  await machine.idle();
  const built = await piped.get(started.id);
  expect(failureOf(built)).toBeUndefined();
  expect(built.resolvedSourceVersion).toBe(commits[1]);
  expect(await piped.output(built)).toEqual(['two', 'two', 'one', address]);
});
