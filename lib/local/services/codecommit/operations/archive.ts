import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { makePlain } from '../engine/plain-zip';
import { readObject } from '../git/objects';
import { startGit } from '../git/process';
import { looksLikeCommitId } from '../git/refs';
import { commitDoesNotExist } from '../model/errors';
import { gitDirectoryOf, repositoryNamed } from '../model/records';

/** AWS has a permission of this name and no API: it is how CodePipeline fetches what it builds. */
export interface UploadArchiveInput {
  readonly repositoryName: string;
  readonly commitId: string;
  readonly s3Bucket: string;
  readonly s3Key: string;
}

/** Puts every file of a commit, without the history and without modes, as a zip into a bucket. */
export async function UploadArchive(
  { repositoryName, commitId, s3Bucket, s3Key }: UploadArchiveInput,
  context: Context,
): Promise<void> {
  const gitdir = gitDirectoryOf(repositoryNamed(repositoryName, context), context);
  const commit = looksLikeCommitId(commitId) ? await readObject(gitdir, commitId) : undefined;
  if (commit?.type !== 'commit') throw commitDoesNotExist(commitId);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-archive-'));
  try {
    const zip = path.join(folder, 'source.zip');
    await writeZip(gitdir, commitId, zip);
    makePlain(zip);
    // Opened at once: whoever refuses it reads nothing, and the folder is gone before the stream would open by itself.
    const Body = fs.createReadStream('', { fd: fs.openSync(zip, 'r') });
    const place = { Bucket: s3Bucket, Key: s3Key };
    await context.call('s3', 'PutObject', { ...place, Body }).finally(() => Body.destroy());
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function writeZip(gitdir: string, commitId: string, file: string): Promise<void> {
  const git = startGit(['--git-dir', gitdir, 'archive', '--format=zip', '-1', commitId]);
  git.stdin.end();
  git.stderr.resume();
  const ended = new Promise<number | null>((resolve) => git.once('close', resolve));
  await pipeline(git.stdout, fs.createWriteStream(file));
  if ((await ended) !== 0)
    throw new ServiceError('ArchiveFailed', `The files of ${commitId} cannot be read`);
}
