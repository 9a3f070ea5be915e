import {
  BatchGetCommitsCommand,
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  DeleteFileCommand,
  GetBlobCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  type GetDifferencesCommandInput,
  GetFileCommand,
  GetFolderCommand,
  ListFileCommitHistoryCommand,
  PutFileCommand,
} from '@aws-sdk/client-codecommit';
import { startMachine, type TestMachine } from '../../machine';
import { type RecordedEvents, recordEvents } from '../events/recorder';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let client: CodeCommitClient;
let work: Workspace;
let events: RecordedEvents;
const repositoryName = 'app';

beforeEach(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
  work = await new Workspace().init();
  await client.send(new CreateRepositoryCommand({ repositoryName }));
  events = await recordEvents(machine);
});
afterEach(async () => {
  work.remove();
  await machine.destroy();
});

const push = (...refs: string[]) =>
  work.git('push', '--quiet', signedUrl(machine, repositoryName), ...refs);
const text = (value: string) => Buffer.from(value);
const fileAt = async (filePath: string, commitSpecifier?: string) => {
  const file = await client.send(new GetFileCommand({ repositoryName, filePath, commitSpecifier }));
  return Buffer.from(file.fileContent ?? []).toString();
};

describe('what was pushed', () => {
  let first: string;
  let second: string;

  beforeEach(async () => {
    work.write('src/one.txt', 'one');
    work.write('run.sh', '#!/bin/sh\n');
    work.write('README.md', 'old');
    await work.git('add', '.');
    await work.git('update-index', '--chmod=+x', 'run.sh');
    await work.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},vendor`);
    await work.git('commit', '--quiet', '-m', 'First');
    first = await work.git('rev-parse', 'HEAD');
    work.write('src/two.txt', 'two');
    await work.git('rm', '--quiet', '--cached', 'src/one.txt');
    await work.git('add', 'src/two.txt');
    work.write('README.md', 'new');
    await work.git('add', 'README.md');
    await work.git('commit', '--quiet', '-m', 'Second');
    second = await work.git('rev-parse', 'HEAD');
    await work.git('tag', '-a', '-m', 'Release', 'v1', first);
    await push('main', 'v1');
  });

  test('is read file by file, at a branch, a tag, or a commit', async () => {
    expect(await fileAt('README.md')).toBe('new');
    expect(await fileAt('README.md', 'main')).toBe('new');
    expect(await fileAt('README.md', 'v1')).toBe('old');
    expect(await fileAt('src/one.txt', first)).toBe('one');
    const file = await client.send(new GetFileCommand({ repositoryName, filePath: 'run.sh' }));
    expect(file).toMatchObject({ fileMode: 'EXECUTABLE', fileSize: 10, commitId: second });
    const { content } = await client.send(
      new GetBlobCommand({ repositoryName, blobId: file.blobId }),
    );
    expect(Buffer.from(content ?? []).toString()).toBe('#!/bin/sh\n');
  });

  test.each([
    ['src/one.txt', undefined, 'FileDoesNotExistException'],
    ['src', undefined, 'FileDoesNotExistException'],
    ['../secret', undefined, 'InvalidPathException'],
    ['README.md', 'nowhere', 'CommitDoesNotExistException'],
  ])('has no file %s at %s', async (filePath, specifier, error) => {
    await expect(fileAt(filePath, specifier)).rejects.toMatchObject({ name: error });
  });

  test('is read folder by folder', async () => {
    const root = await client.send(
      new GetFolderCommand({ repositoryName, folderPath: '/', commitSpecifier: first }),
    );
    expect(root.files?.map(({ absolutePath }) => absolutePath)).toEqual(['README.md', 'run.sh']);
    expect(root.subFolders?.map(({ relativePath }) => relativePath)).toEqual(['src']);
    expect(root.subModules).toEqual([
      { commitId: 'a'.repeat(40), absolutePath: 'vendor', relativePath: 'vendor' },
    ]);
    const src = await client.send(new GetFolderCommand({ repositoryName, folderPath: 'src/' }));
    expect(src.files).toMatchObject([{ absolutePath: 'src/two.txt', relativePath: 'two.txt' }]);
  });

  const differences = (input: Partial<GetDifferencesCommandInput>) =>
    client.send(
      new GetDifferencesCommand({ repositoryName, afterCommitSpecifier: 'main', ...input }),
    );

  test('is compared commit with commit', async () => {
    const reply = await differences({ beforeCommitSpecifier: first });
    expect(
      reply.differences?.map(({ changeType, beforeBlob, afterBlob }) => [
        changeType,
        beforeBlob?.path,
        afterBlob?.path,
      ]),
    ).toEqual([
      ['M', 'README.md', 'README.md'],
      ['D', 'src/one.txt', undefined],
      ['A', undefined, 'src/two.txt'],
    ]);
    expect(reply.differences?.[0]?.afterBlob?.mode).toBe('100644');
  });

  test('is compared page by page, and below a path', async () => {
    const page = await differences({ beforeCommitSpecifier: first, MaxResults: 2 });
    expect(page.differences).toHaveLength(2);
    const rest = await differences({
      beforeCommitSpecifier: first,
      MaxResults: 2,
      NextToken: page.NextToken,
    });
    expect(rest.differences).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
    const below = await differences({ beforeCommitSpecifier: first, afterPath: 'src' });
    expect(below.differences).toHaveLength(2);
    await expect(differences({ afterPath: 'nowhere' })).rejects.toMatchObject({
      name: 'PathDoesNotExistException',
    });
  });

  test('differs from nothing in all its files', async () => {
    const { differences: all } = await differences({});
    expect(all?.every(({ changeType }) => changeType === 'A')).toBe(true);
    expect(all).toHaveLength(4);
  });

  test('is told commit by commit, with what is not there', async () => {
    const reply = await client.send(
      new BatchGetCommitsCommand({ repositoryName, commitIds: [first, 'f'.repeat(40)] }),
    );
    expect(reply.commits?.map(({ message }) => message)).toEqual(['First\n']);
    expect(reply.errors).toMatchObject([{ errorCode: 'CommitIdDoesNotExistException' }]);
    await expect(
      client.send(new GetCommitCommand({ repositoryName, commitId: 'main' })),
    ).rejects.toMatchObject({ name: 'InvalidCommitIdException' });
  });

  test('has a history a file', async () => {
    const { revisionDag } = await client.send(
      new ListFileCommitHistoryCommand({ repositoryName, filePath: 'README.md' }),
    );
    expect(
      revisionDag?.map(({ commit, revisionChildren }) => [commit?.commitId, revisionChildren]),
    ).toEqual([
      [second, []],
      [first, [second]],
    ]);
  });
});

describe('a commit through the API', () => {
  test('starts a repository, moves its branch and raises its event', async () => {
    const { commitId, filesAdded } = await client.send(
      new CreateCommitCommand({
        repositoryName,
        branchName: 'main',
        authorName: 'Ada',
        email: 'ada@example.com',
        commitMessage: 'First\n',
        putFiles: [
          { filePath: 'README.md', fileContent: text('Hello') },
          { filePath: 'bin/run', fileContent: text('#!/bin/sh\n'), fileMode: 'EXECUTABLE' },
        ],
      }),
    );
    expect(filesAdded?.map(({ absolutePath, fileMode }) => [absolutePath, fileMode])).toEqual([
      ['README.md', 'NORMAL'],
      ['bin/run', 'EXECUTABLE'],
    ]);
    expect(await fileAt('README.md')).toBe('Hello');
    await work.git('pull', '--quiet', signedUrl(machine, repositoryName), 'main');
    expect(await work.git('log', '--format=%H %an %ae %s')).toBe(
      `${commitId} Ada ada@example.com First`,
    );
    await work.git('fsck', '--strict');
    expect((await events()).map(({ detail }) => [detail.event, detail.commitId])).toEqual([
      ['referenceCreated', commitId],
    ]);
  });

  test('moves, changes and deletes files', async () => {
    work.write('old/name.txt', 'same');
    work.write('gone/file.txt', 'gone');
    const parentCommitId = await work.commit('First', 'run.sh', 'x');
    await push('main');
    const { filesAdded, filesUpdated, filesDeleted } = await client.send(
      new CreateCommitCommand({
        repositoryName,
        branchName: 'main',
        parentCommitId,
        keepEmptyFolders: true,
        putFiles: [{ filePath: 'new.txt', sourceFile: { filePath: 'old/name.txt', isMove: true } }],
        deleteFiles: [{ filePath: 'gone/file.txt' }],
        setFileModes: [{ filePath: 'run.sh', fileMode: 'EXECUTABLE' }],
      }),
    );
    const paths = (files: typeof filesAdded) =>
      files?.map(({ absolutePath }) => absolutePath).sort();
    expect(paths(filesAdded)).toEqual(['gone/.gitkeep', 'new.txt', 'old/.gitkeep']);
    expect(paths(filesUpdated)).toEqual(['run.sh']);
    expect(paths(filesDeleted)).toEqual(['gone/file.txt', 'old/name.txt']);
    expect(await fileAt('new.txt')).toBe('same');
  });

  test('puts and deletes one file', async () => {
    const put = (content: string, parentCommitId?: string) =>
      client.send(
        new PutFileCommand({
          repositoryName,
          branchName: 'main',
          filePath: 'a/b.txt',
          fileContent: text(content),
          parentCommitId,
        }),
      );
    const { commitId: first } = await put('one');
    const { commitId: second } = await put('two', first);
    await expect(put('two', second)).rejects.toMatchObject({ name: 'SameFileContentException' });
    await expect(put('three', first)).rejects.toMatchObject({
      name: 'ParentCommitIdOutdatedException',
    });
    await expect(put('three')).rejects.toMatchObject({ name: 'ParentCommitIdRequiredException' });
    await client.send(
      new DeleteFileCommand({
        repositoryName,
        branchName: 'main',
        filePath: 'a/b.txt',
        parentCommitId: second,
      }),
    );
    await expect(fileAt('a/b.txt')).rejects.toMatchObject({ name: 'FileDoesNotExistException' });
  });

  test.each([
    ['a/b', 'DirectoryNameConflictsWithFileNameException'],
    ['d', 'FileNameConflictsWithDirectoryNameException'],
    ['../x', 'InvalidPathException'],
    ['.git/config', 'InvalidPathException'],
  ])('cannot put a file at %s', async (filePath, error) => {
    work.write('d/file', 'x');
    const parentCommitId = await work.commit('First', 'a');
    await push('main');
    await expect(
      client.send(
        new PutFileCommand({
          repositoryName,
          branchName: 'main',
          parentCommitId,
          filePath,
          fileContent: text('x'),
        }),
      ),
    ).rejects.toMatchObject({ name: error });
  });
});
