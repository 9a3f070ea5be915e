import { PassThrough } from 'node:stream';
import { serviceCaller } from '../../../base/caller';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
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

/** Puts every file of a commit, without the history, as a zip into a bucket. */
export async function UploadArchive(
  { repositoryName, commitId, s3Bucket, s3Key }: UploadArchiveInput,
  context: Context,
): Promise<void> {
  const gitdir = gitDirectoryOf(repositoryNamed(repositoryName, context), context);
  const commit = looksLikeCommitId(commitId) ? await readObject(gitdir, commitId) : undefined;
  if (commit?.type !== 'commit') throw commitDoesNotExist(commitId);
  const git = startGit(['--git-dir', gitdir, 'archive', '--format=zip', '-1', commitId]);
  git.stdin.end();
  git.stderr.resume();
  // A process that has ended empties its output at once, whether or not anybody reads it yet.
  const zip = git.stdout.pipe(new PassThrough());
  const ended = new Promise<number | null>((resolve) => git.once('close', resolve));
  const place = { Bucket: s3Bucket, Key: s3Key };
  try {
    await context.call('s3', 'PutObject', { ...place, Body: zip });
  } catch (error) {
    git.kill();
    throw error;
  }
  if ((await ended) === 0) return;
  // Nobody's right is needed to take back what is not whole.
  await context.as(serviceCaller(context.account)).call('s3', 'DeleteObject', place);
  throw new ServiceError('ArchiveFailed', `The files of ${commitId} cannot be read`);
}
