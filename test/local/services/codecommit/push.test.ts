import {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let client: CodeCommitClient;
let work: Workspace;

beforeAll(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
});
afterAll(() => machine.destroy());

beforeEach(async () => {
  work = await new Workspace().init();
});
afterEach(() => work.remove());

describe('a push to a repository', () => {
  test('arrives, and the first branch becomes the default one', async () => {
    await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
    const commitId = await work.commit('First');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    const { branch } = await client.send(
      new GetBranchCommand({ repositoryName: 'app', branchName: 'main' }),
    );
    expect(branch).toEqual({ branchName: 'main', commitId });
    const { repositoryMetadata } = await client.send(
      new GetRepositoryCommand({ repositoryName: 'app' }),
    );
    expect(repositoryMetadata).toMatchObject({
      defaultBranch: 'main',
      cloneUrlHttp: `${machine.endpoint}/v1/repos/app`,
    });
    const { commit } = await client.send(new GetCommitCommand({ repositoryName: 'app', commitId }));
    expect(commit).toMatchObject({
      commitId,
      message: 'First\n',
      parents: [],
      author: { name: 'Ada', email: 'ada@example.com' },
    });
    expect(commit?.author?.date).toMatch(/^\d+ [+-]\d{4}$/);
  });
});
