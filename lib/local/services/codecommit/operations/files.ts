import type {
  GetBlobInput,
  GetBlobOutput,
  GetFileInput,
  GetFileOutput,
  GetFolderInput,
  GetFolderOutput,
} from '@aws-sdk/client-codecommit';
import type { Context } from '../../../service';
import { refuse } from '../errors';
import { type GitObject, readObject } from '../git/objects';
import { looksLikeCommitId } from '../git/refs';
import { entryAt, isFolder, isSubmodule, isSymbolicLink, readTree } from '../git/tree';
import { fileModeOf } from '../metadata';
import { checkFolder, checkPath } from '../paths';
import { commitAt, openRepository } from '../specifier';

const maxFileBytes = 6 * 1024 * 1024;

export async function GetFile(input: GetFileInput, context: Context): Promise<GetFileOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const filePath = checkPath(input.filePath?.replace(/^\//, ''));
  const commit = await commitAt(gitdir, input.commitSpecifier ?? 'HEAD');
  const entry = await entryAt(gitdir, commit.treeId ?? '', filePath);
  const blob = entry && !isSubmodule(entry) ? await readObject(gitdir, entry.id) : undefined;
  if (!entry || blob?.type !== 'blob')
    throw refuse('FileDoesNotExistException', `${filePath} does not exist in this commit`);
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
  if (!input.blobId) throw refuse('BlobIdRequiredException', 'A blob ID is required');
  if (!looksLikeCommitId(input.blobId))
    throw refuse('InvalidBlobIdException', `${input.blobId} is not a blob ID`);
  const blob = await readObject(gitdir, input.blobId);
  if (blob?.type !== 'blob')
    throw refuse('BlobIdDoesNotExistException', `Blob ${input.blobId} does not exist`);
  return { content: contentOf(blob) };
}

function contentOf({ id, content }: GitObject): Buffer {
  if (content.length > maxFileBytes)
    throw refuse('FileTooLargeException', `${id} is larger than 6 MB: fetch it with git`);
  return content;
}

export async function GetFolder(input: GetFolderInput, context: Context): Promise<GetFolderOutput> {
  const { gitdir } = openRepository(input.repositoryName, context);
  const folderPath = checkFolder(input.folderPath);
  const commit = await commitAt(gitdir, input.commitSpecifier ?? 'HEAD');
  const folder = await entryAt(gitdir, commit.treeId ?? '', folderPath);
  if (!folder || !isFolder(folder))
    throw refuse('FolderDoesNotExistException', `${folderPath} is no folder in this commit`);
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
