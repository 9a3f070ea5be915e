import type {
  GetBlobInput,
  GetBlobOutput,
  GetFileInput,
  GetFileOutput,
  GetFolderInput,
  GetFolderOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { type GitObject, readObject } from '../git/objects';
import { looksLikeCommitId } from '../git/refs';
import { entryAt, isFolder, isSubmodule, isSymbolicLink, readTree } from '../git/tree';
import { fileModeOf } from '../model/metadata';
import { checkFolder, checkPath } from '../model/paths';
import { commitAt, openRepository } from '../model/specifier';

const maxFileBytes = 6 * 1024 * 1024;

export async function GetFile(input: GetFileInput, context: Context): Promise<GetFileOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const filePath = checkPath(input.filePath?.replace(/^\//, ''));
  const commit = await commitAt(gitdir, input.commitSpecifier ?? 'HEAD');
  const entry = await entryAt(gitdir, commit.treeId ?? '', filePath);
  const blob = entry && !isSubmodule(entry) ? await readObject(gitdir, entry.id) : undefined;
  if (!entry || blob?.type !== 'blob')
    throw new ServiceError(
      'FileDoesNotExistException',
      `${filePath} does not exist in this commit`,
    );
  return {
    commitId: commit.commitId ?? '',
    blobId: entry.id,
    filePath,
    fileMode: fileModeOf(entry.mode),
    fileSize: blob.content.length,
    fileContent: contentOf(blob),
  };
}

export async function GetBlob(input: GetBlobInput, context: Context): Promise<GetBlobOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  if (!input.blobId) throw new ServiceError('BlobIdRequiredException', 'A blob ID is required');
  if (!looksLikeCommitId(input.blobId))
    throw new ServiceError('InvalidBlobIdException', `${input.blobId} is not a blob ID`);
  const blob = await readObject(gitdir, input.blobId);
  if (blob?.type !== 'blob')
    throw new ServiceError('BlobIdDoesNotExistException', `Blob ${input.blobId} does not exist`);
  return { content: contentOf(blob) };
}

function contentOf({ id, content }: GitObject): Buffer {
  if (content.length > maxFileBytes)
    throw new ServiceError('FileTooLargeException', `${id} is larger than 6 MB: fetch it with git`);
  return content;
}

export async function GetFolder(input: GetFolderInput, context: Context): Promise<GetFolderOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const folderPath = checkFolder(input.folderPath);
  const commit = await commitAt(gitdir, input.commitSpecifier ?? 'HEAD');
  const folder = await entryAt(gitdir, commit.treeId ?? '', folderPath);
  if (!folder || !isFolder(folder))
    throw new ServiceError(
      'FolderDoesNotExistException',
      `${folderPath} is no folder in this commit`,
    );
  const entries = (await readTree(gitdir, folder.id)).map((entry) => ({
    ...entry,
    path: {
      absolutePath: folderPath === '' ? entry.name : `${folderPath}/${entry.name}`,
      relativePath: entry.name,
    },
  }));
  const links = entries.filter(isSymbolicLink);
  const files = entries.filter((e) => !isFolder(e) && !isSubmodule(e) && !isSymbolicLink(e));
  const asFile = ({ id, mode, path }: (typeof entries)[number]) => ({
    blobId: id,
    fileMode: fileModeOf(mode),
    ...path,
  });
  return {
    commitId: commit.commitId ?? '',
    folderPath,
    treeId: folder.id,
    subFolders: entries.filter(isFolder).map(({ id, path }) => ({ treeId: id, ...path })),
    files: files.map(asFile),
    symbolicLinks: links.map(asFile),
    subModules: entries.filter(isSubmodule).map(({ id, path }) => ({ commitId: id, ...path })),
  };
}
