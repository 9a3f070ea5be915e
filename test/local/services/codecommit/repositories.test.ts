import fs from 'node:fs';
import path from 'node:path';
import {
  BatchGetRepositoriesCommand,
  CodeCommitClient,
  CreatePullRequestCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetRepositoryCommand,
  ListRepositoriesCommand,
  ListTagsForResourceCommand,
  PutRepositoryTriggersCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRepositoryDescriptionCommand,
  UpdateRepositoryNameCommand,
} from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let client: CodeCommitClient;

beforeEach(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
});
afterEach(() => machine.destroy());

const create = (repositoryName: string) =>
  client.send(new CreateRepositoryCommand({ repositoryName }));
const get = async (repositoryName: string) =>
  (await client.send(new GetRepositoryCommand({ repositoryName }))).repositoryMetadata;

describe('a repository', () => {
  test('is described as AWS describes it', async () => {
    const { repositoryMetadata } = await create('app');
    expect(repositoryMetadata).toEqual({
      accountId: testAccount,
      repositoryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      repositoryName: 'app',
      creationDate: expect.any(Date),
      lastModifiedDate: expect.any(Date),
      cloneUrlHttp: `${machine.endpoint}/v1/repos/app`,
      cloneUrlSsh: `ssh://git-codecommit.${testRegion}.amazonaws.com/v1/repos/app`,
      Arn: `arn:aws:codecommit:${testRegion}:${testAccount}:app`,
    });
    expect(await get('app')).toEqual(repositoryMetadata);
  });

  test.each([
    ['app', 'RepositoryNameExistsException'],
    ['app.git', 'InvalidRepositoryNameException'],
    ['../app', 'InvalidRepositoryNameException'],
    ['n'.repeat(101), 'InvalidRepositoryNameException'],
  ])('cannot be made with the name %s', async (name, error) => {
    await create('app');
    await expect(create(name)).rejects.toMatchObject({ name: error });
  });

  test('is told apart by the case of its name', async () => {
    await create('app');
    await create('App');
    const { repositories } = await client.send(new ListRepositoriesCommand({}));
    expect(repositories?.map(({ repositoryName }) => repositoryName).sort()).toEqual([
      'App',
      'app',
    ]);
  });

  test('belongs to one account', async () => {
    await create('app');
    const other = new CodeCommitClient(machine.client('222222222222'));
    await expect(
      other.send(new GetRepositoryCommand({ repositoryName: 'app' })),
    ).rejects.toMatchObject({
      name: 'RepositoryDoesNotExistException',
      message: 'app does not exist',
    });
  });

  test('keeps its commits and its address under a new name', async () => {
    const work = await new Workspace().init();
    const before = (await create('app')).repositoryMetadata;
    const commit = await work.commit('First');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    await client.send(new UpdateRepositoryNameCommand({ oldName: 'app', newName: 'web' }));
    expect(await get('web')).toMatchObject({
      repositoryId: before?.repositoryId,
      cloneUrlHttp: `${machine.endpoint}/v1/repos/web`,
    });
    expect(await work.git('ls-remote', signedUrl(machine, 'web'), 'main')).toContain(commit);
    await expect(get('app')).rejects.toMatchObject({ name: 'RepositoryDoesNotExistException' });
    work.remove();
  });

  test('loses its description to an empty one', async () => {
    await create('app');
    const describe_ = (repositoryDescription: string) =>
      client.send(
        new UpdateRepositoryDescriptionCommand({ repositoryName: 'app', repositoryDescription }),
      );
    await describe_('The shop');
    expect((await get('app'))?.repositoryDescription).toBe('The shop');
    await describe_('');
    expect((await get('app'))?.repositoryDescription).toBeUndefined();
  });

  test('is gone with its files when deleted, and deleting it again is no error', async () => {
    const { repositoryMetadata } = await create('app');
    const folder = path.join(
      machine.root,
      `accounts/${testAccount}/${testRegion}/codecommit/repositories`,
    );
    expect(fs.readdirSync(folder)).toContain(`${repositoryMetadata?.repositoryId}.git`);
    const remove = new DeleteRepositoryCommand({ repositoryName: 'app' });
    expect((await client.send(remove)).repositoryId).toBe(repositoryMetadata?.repositoryId);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect((await client.send(remove)).repositoryId).toBeUndefined();
  });

  test('carries tags', async () => {
    const resourceArn = (await create('app')).repositoryMetadata?.Arn;
    await client.send(new TagResourceCommand({ resourceArn, tags: { team: 'shop', tier: '1' } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['tier'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ team: 'shop' });
  });
});

describe('repositories', () => {
  test('are listed in the order that is asked for', async () => {
    for (const name of ['b', 'c', 'a']) await create(name);
    const { repositories } = await client.send(
      new ListRepositoriesCommand({ sortBy: 'repositoryName', order: 'descending' }),
    );
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['c', 'b', 'a']);
  });

  test('are described many at once, with the names that are not there', async () => {
    await create('app');
    const reply = await client.send(
      new BatchGetRepositoriesCommand({ repositoryNames: ['app', 'absent'] }),
    );
    expect(reply.repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['app']);
    expect(reply.repositoriesNotFound).toEqual(['absent']);
  });

  test.each([
    new CreatePullRequestCommand({ title: 't', targets: [] }),
    new PutRepositoryTriggersCommand({ repositoryName: 'app', triggers: [] }),
  ])('refuse by name what this machine does not do', async (command) => {
    await expect(client.send(command as CreatePullRequestCommand)).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringMatching(/codecommit:(CreatePullRequest|PutRepositoryTriggers)/),
    });
  });
});
