import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit';
import { authorizedEnvironment } from '../../../lib/aws/codecommit/authorize';
import { accounts, type InitStage, pipeline, setInitStage, template } from './stage';

const repositoryName = 'my-shop';
const options = { template: template(pipeline) };

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
});
afterEach(() => stage.destroy());

/** A commit that somebody pushed there; it has nothing in common with the work tree. */
async function foreignCommit(parentCommitId?: string): Promise<string> {
  const codecommit = new CodeCommitClient(stage.machine.client(accounts.dev));
  const found = await codecommit.send(new ListRepositoriesCommand({}));
  if (found.repositories?.length === 0)
    await codecommit.send(new CreateRepositoryCommand({ repositoryName }));
  const { commitId = '' } = await codecommit.send(
    new CreateCommitCommand({
      repositoryName,
      branchName: 'main',
      parentCommitId,
      commitMessage: 'Another shop',
      putFiles: [{ filePath: 'file', fileContent: Buffer.from(`theirs after ${parentCommitId}`) }],
    }),
  );
  return commitId;
}

function commitHere(): void {
  stage.git(
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.invalid',
    ...['commit', '-qm', 'Ours', '--allow-empty'],
  );
}

describe('gitenv init where another project of the same name is', () => {
  test.each([
    ['has commits', commitHere],
    ['has no commit yet', () => undefined],
  ])('is refused before anything is asked or changed, if this repository %s', async (_, begin) => {
    begin();
    await foreignCommit();
    const { error, questions } = await stage.init(['dev'], options);
    expect(error).toMatchObject({
      code: 'OTHER_PROJECT',
      exitCode: 5,
      message: expect.stringContaining(
        "The repository 'my-shop' in account 111111111111 has commits that have nothing in common",
      ),
      hint: expect.stringContaining('gitenv init dev --adopt'),
    });
    expect(questions).toEqual([]);
    expect(stage.git('remote')).toBe('');
  });

  test('goes on where that is meant, and takes a name of its own', async () => {
    commitHere();
    await foreignCommit();
    const { result } = await stage.init(['dev'], { ...options, application: 'other-shop' });
    expect(result?.environments).toMatchObject([{ outcome: 'created' }]);
    const adopted = await stage.init(['dev'], { ...options, application: 'my-shop', adopt: true });
    expect(adopted.error?.code).not.toBe('OTHER_PROJECT');
  });

  test('is no matter where the histories meet, although this clone has not fetched what is there', async () => {
    const commit = await foreignCommit();
    const client = stage.machine.client(accounts.dev);
    const url = `${stage.machine.endpoint}/v1/repos/my-shop`;
    const signer = { region: client.region, credentials: async () => client.credentials };
    const env = { ...process.env, ...(await authorizedEnvironment(signer, url, {})) };
    // The server is in this process, and could not answer a git that is waited for.
    await promisify(execFile)('git', ['pull', '--quiet', url, 'main'], {
      cwd: stage.repository,
      env,
    });
    const newer = await foreignCommit(commit);
    expect(() => stage.git('cat-file', '-e', newer)).toThrow();
    const { result } = await stage.init(['dev'], options);
    expect(result?.environments).toMatchObject([{ outcome: 'created', starts: { commit: newer } }]);
  });

  test('is no matter for an environment that is recorded here', async () => {
    commitHere();
    expect((await stage.init(['dev'], options)).result?.environments).toHaveLength(1);
    await foreignCommit();
    expect((await stage.init(['dev'], options)).error).toBeUndefined();
  });
});
