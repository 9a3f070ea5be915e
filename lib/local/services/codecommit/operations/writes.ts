import type {
  CreateCommitInput,
  CreateCommitOutput,
  DeleteFileInput,
  DeleteFileOutput,
  FileMetadata,
  PutFileEntry,
  PutFileInput,
  PutFileOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import type { FileChange } from '../engine/changes';
import { type WrittenCommit, writeCommit } from '../engine/write-commit';
import { entryAt } from '../git/tree';
import { fileModeOf } from '../model/metadata';
import { checkPath } from '../model/paths';
import { type OpenRepository, openRepository } from '../model/specifier';

export async function CreateCommit(
  input: CreateCommitInput,
  context: Context,
): Promise<CreateCommitOutput> {
  const open = openRepository(input.repositoryName, context);
  const changes: FileChange[] = [
    ...(input.putFiles ?? []).flatMap(changesOf),
    ...(input.deleteFiles ?? []).map(({ filePath }) => ({
      kind: 'delete' as const,
      path: filePath ?? '',
    })),
    ...(input.setFileModes ?? []).map(({ filePath, fileMode }) => ({
      kind: 'mode' as const,
      path: filePath ?? '',
      mode: fileMode ?? 'NORMAL',
    })),
  ];
  const { branchName, parentCommitId, commitMessage: message, authorName: author, email } = input;
  const { keepEmptyFolders } = input;
  const commit = {
    branchName,
    parentCommitId,
    message,
    author,
    email,
    changes,
    keepEmptyFolders,
  };
  const written = await writeCommit(open, commit, context);
  return {
    commitId: written.commitId,
    treeId: written.treeId,
    ...(await filesOf(open, written)),
  };
}

/** A file is put with its content, or copied or moved from another path. */
function changesOf({
  filePath: path = '',
  fileMode: mode,
  fileContent,
  sourceFile,
}: PutFileEntry): FileChange[] {
  if (fileContent !== undefined && sourceFile)
    throw new ServiceError(
      'FileContentAndSourceFileSpecifiedException',
      `${path} has content and a source`,
    );
  if (sourceFile) {
    const from = sourceFile.filePath ?? '';
    const copy = { kind: 'copy' as const, path, from, mode };
    return sourceFile.isMove ? [copy, { kind: 'delete', path: from }] : [copy];
  }
  if (fileContent === undefined)
    throw new ServiceError(
      'SourceFileOrContentRequiredException',
      `${path} has no content and no source`,
    );
  return [{ kind: 'put', path, content: Buffer.from(fileContent), mode }];
}

async function filesOf({ gitdir }: OpenRepository, { parentTreeId, changes }: WrittenCommit) {
  const [filesAdded, filesUpdated, filesDeleted]: FileMetadata[][] = [[], [], []];
  for (const { path: absolutePath, entry } of changes) {
    const before = parentTreeId ? await entryAt(gitdir, parentTreeId, absolutePath) : undefined;
    const now = entry ?? before;
    if (!now) continue;
    const list = !entry ? filesDeleted : before ? filesUpdated : filesAdded;
    list?.push({ absolutePath, blobId: now.id, fileMode: fileModeOf(now.mode) });
  }
  return { filesAdded, filesUpdated, filesDeleted };
}

export async function PutFile(input: PutFileInput, context: Context): Promise<PutFileOutput> {
  const open = openRepository(input.repositoryName, context);
  const path = checkPath(input.filePath);
  if (input.fileContent === undefined)
    throw new ServiceError('FileContentRequiredException', 'The content of the file is required');
  const { branchName, parentCommitId, commitMessage: message, name: author, email } = input;
  const content = Buffer.from(input.fileContent);
  const changes = [{ kind: 'put' as const, path, content, mode: input.fileMode }];
  const commit = { branchName, parentCommitId, message, author, email, changes };
  const written = await writeCommit(open, commit, context).catch(sameContent);
  const { commitId, treeId } = written;
  return { commitId, treeId, blobId: written.changes[0]?.entry?.id ?? '' };
}

/** PutFile has its own name for a commit that would change nothing. */
function sameContent(error: { code?: string }): never {
  if (error.code !== 'NoChangeException') throw error;
  throw new ServiceError('SameFileContentException', 'The file has this content and mode already');
}

export async function DeleteFile(
  input: DeleteFileInput,
  context: Context,
): Promise<DeleteFileOutput> {
  const open = openRepository(input.repositoryName, context);
  const filePath = checkPath(input.filePath);
  const { branchName, parentCommitId, commitMessage: message, name: author, email } = input;
  const { keepEmptyFolders } = input;
  const changes = [{ kind: 'delete' as const, path: filePath }];
  const commit = {
    branchName,
    parentCommitId,
    message,
    author,
    email,
    changes,
    keepEmptyFolders,
  };
  const written = await writeCommit(open, commit, context);
  const gone = await entryAt(open.gitdir, written.parentTreeId ?? '', filePath);
  return { commitId: written.commitId, treeId: written.treeId, blobId: gone?.id ?? '', filePath };
}
