import {
  CodeCommitClient,
  CreateBranchCommand,
  CreateRepositoryCommand,
  DeleteBranchCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetMergeCommitCommand,
  GetMergeOptionsCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  MergeBranchesByFastForwardCommand,
  MergeBranchesBySquashCommand,
  MergeBranchesByThreeWayCommand,
  UpdateDefaultBranchCommand,
} from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine } from '../../machine';
import { type RecordedEvents, recordEvents } from '../events/recorder';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let client: CodeCommitClient;
let work: Workspace;
let events: RecordedEvents;
let first: string;
let second: string;
const repositoryName = 'app';

beforeEach(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
  work = await new Workspace().init();
  await client.send(new CreateRepositoryCommand({ repositoryName }));
  first = await work.commit('First');
  second = await work.commit('Second');
  await work.git('push', '--quiet', signedUrl(machine, repositoryName), 'main');
  events = await recordEvents(machine);
});
afterEach(async () => {
  work.remove();
  await machine.destroy();
});

const branch = (branchName: string, commitId: string) =>
  client.send(new CreateBranchCommand({ repositoryName, branchName, commitId }));
const tipOf = async (branchName: string) =>
  (await client.send(new GetBranchCommand({ repositoryName, branchName }))).branch?.commitId;

describe('a branch', () => {
  test('is made at a commit, listed, and deleted, each with its event', async () => {
    await branch('release/1', first);
    const { branches } = await client.send(new ListBranchesCommand({ repositoryName }));
    expect(branches?.sort()).toEqual(['main', 'release/1']);
    const { deletedBranch } = await client.send(
      new DeleteBranchCommand({ repositoryName, branchName: 'release/1' }),
    );
    expect(deletedBranch).toEqual({ branchName: 'release/1', commitId: first });
    expect((await events()).map(({ detail }) => [detail.event, detail.referenceName])).toEqual([
      ['referenceCreated', 'release/1'],
      ['referenceDeleted', 'release/1'],
    ]);
  });

  test.each([
    ['main', () => second, 'BranchNameExistsException'],
    ['a..b', () => second, 'InvalidBranchNameException'],
    ['f'.repeat(40), () => second, 'InvalidBranchNameException'],
    ['a'.repeat(251), () => second, 'InvalidBranchNameException'],
    ['new', () => 'f'.repeat(40), 'CommitDoesNotExistException'],
    ['new', () => 'abc', 'InvalidCommitIdException'],
  ])('%s is refused where it cannot be made', async (name, commit, error) => {
    await expect(branch(name, commit())).rejects.toMatchObject({ name: error });
  });

  test('that is the default one cannot be deleted, until another is', async () => {
    const remove = () =>
      client.send(new DeleteBranchCommand({ repositoryName, branchName: 'main' }));
    await expect(remove()).rejects.toMatchObject({ name: 'DefaultBranchCannotBeDeletedException' });
    await branch('trunk', second);
    await client.send(
      new UpdateDefaultBranchCommand({ repositoryName, defaultBranchName: 'trunk' }),
    );
    await remove();
    const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName }));
    expect(repositoryMetadata?.defaultBranch).toBe('trunk');
    const listed = await work.git('ls-remote', '--symref', signedUrl(machine, repositoryName));
    expect(listed).toContain('ref: refs/heads/trunk\tHEAD');
  });

  test('cannot be found where it is not', async () => {
    await expect(tipOf('absent')).rejects.toMatchObject({
      name: 'BranchDoesNotExistException',
      message: 'Branch absent does not exist',
    });
  });
});

test.each(['x'.repeat(3000), 'a\0b'])(
  'a commit is at no name that no ref can have',
  async (name) => {
    const sides = { sourceCommitSpecifier: name, destinationCommitSpecifier: 'main' };
    await expect(
      client.send(new GetMergeCommitCommand({ repositoryName, ...sides })),
    ).rejects.toMatchObject({ name: 'CommitDoesNotExistException' });
  },
);

describe('a merge by fast-forward', () => {
  const merge = (source: string, destination: string) =>
    client.send(
      new MergeBranchesByFastForwardCommand({
        repositoryName,
        sourceCommitSpecifier: source,
        destinationCommitSpecifier: destination,
      }),
    );

  test('moves the destination to the source, with its event', async () => {
    await branch('release', first);
    expect((await merge('main', 'release')).commitId).toBe(second);
    expect(await tipOf('release')).toBe(second);
    expect((await events()).at(-1)?.detail).toMatchObject({
      event: 'referenceUpdated',
      referenceName: 'release',
      commitId: second,
      oldCommitId: first,
    });
  });

  test('is refused where the branches have parted', async () => {
    await work.git('checkout', '--quiet', '-b', 'side', first);
    const side = await work.commit('Aside', 'side.txt');
    await work.git('push', '--quiet', signedUrl(machine, repositoryName), 'side');
    await expect(merge('side', 'main')).rejects.toMatchObject({
      name: 'ManualMergeRequiredException',
    });
    const sides = {
      repositoryName,
      sourceCommitSpecifier: 'side',
      destinationCommitSpecifier: 'main',
    };
    expect(await client.send(new GetMergeOptionsCommand(sides))).toMatchObject({
      mergeOptions: ['SQUASH_MERGE', 'THREE_WAY_MERGE'],
      sourceCommitId: side,
      destinationCommitId: second,
      baseCommitId: first,
    });
    expect((await client.send(new GetMergeCommitCommand(sides))).baseCommitId).toBe(first);
  });
});

describe('a merge by a commit of its own', () => {
  const part = async (file: string) => {
    await work.git('checkout', '--quiet', '-b', 'side', first);
    const side = await work.commit('Aside', file);
    await work.git('push', '--quiet', signedUrl(machine, repositoryName), 'side');
    return side;
  };
  const input = {
    repositoryName,
    sourceCommitSpecifier: 'side',
    destinationCommitSpecifier: 'main',
    commitMessage: 'Together',
    authorName: 'Ada',
    email: 'ada@example.com',
  };

  test.each([
    ['has two parents', MergeBranchesByThreeWayCommand, 2],
    ['that squashes has one', MergeBranchesBySquashCommand, 1],
  ])('%s', async (_, Merge, parents) => {
    const side = await part('side.txt');
    const { commitId } = await client.send(new Merge(input) as MergeBranchesBySquashCommand);
    expect(await tipOf('main')).toBe(commitId);
    const { commit } = await client.send(new GetCommitCommand({ repositoryName, commitId }));
    expect(commit?.parents).toEqual([second, side].slice(0, parents));
    await work.git('fetch', '--quiet', signedUrl(machine, repositoryName), 'main');
    expect(await work.git('ls-tree', '--name-only', 'FETCH_HEAD')).toBe('app.txt\nside.txt');
    expect((await events()).at(-1)?.detail).toMatchObject({ commitId, oldCommitId: second });
  });

  test('is left to people where the sides conflict', async () => {
    await part('app.txt');
    await expect(client.send(new MergeBranchesByThreeWayCommand(input))).rejects.toMatchObject({
      name: 'ManualMergeRequiredException',
    });
    expect(await tipOf('main')).toBe(second);
  });
});
