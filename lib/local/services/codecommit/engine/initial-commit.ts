import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { branchRef } from '../git/refs';
import { type PathChange, writeObject, writeTree } from '../git/write';
import { checkBranchName } from '../model/names';
import { checkPath } from '../model/paths';
import type { OpenRepository } from '../model/specifier';
import { commitText } from './commit-text';
import { moveRef } from './move-ref';

/** `Code` of a template: a zip in a bucket that becomes the first commit of a new repository. */
export interface InitialCode {
  readonly BranchName: string | undefined;
  readonly S3: {
    readonly Bucket: string;
    readonly Key: string;
    readonly ObjectVersion: string | undefined;
  };
}

export async function commitInitialCode(
  open: OpenRepository,
  { BranchName = 'main', S3 }: InitialCode,
  context: Context,
): Promise<void> {
  const { Body } = await context.call<{ Body: Readable }>('s3', 'GetObject', {
    Bucket: S3.Bucket,
    Key: S3.Key,
    ...(S3.ObjectVersion === undefined ? {} : { VersionId: S3.ObjectVersion }),
  });
  const files = await unzip(await buffer(Readable.from(Body)));
  const { gitdir } = open;
  const changes = await storeFiles(gitdir, files);
  const treeId = await writeTree(gitdir, undefined, changes, context.newId());
  const text = commitText({ message: 'Initial commit\n' }, treeId, [], context);
  const commitId = await writeObject(gitdir, 'commit', text);
  await moveRef(open, { ref: branchRef(checkBranchName(BranchName)), new: commitId }, context);
}

interface File {
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
}

async function storeFiles(gitdir: string, files: readonly File[]): Promise<PathChange[]> {
  const changes: PathChange[] = [];
  for (const { path, mode, content } of files) {
    const id = await writeObject(gitdir, 'blob', content);
    changes.push({ path: checkPath(path), entry: { id, mode } });
  }
  return changes;
}

function unzip(content: Buffer): Promise<File[]> {
  return new Promise((resolve, reject) => {
    const fail = () =>
      reject(new ServiceError('InvalidRequest', 'The code in the bucket is not a zip file'));
    yauzl.fromBuffer(content, { lazyEntries: true }, (error, zip) => {
      if (error) return fail();
      const files: File[] = [];
      zip.on('entry', (entry: yauzl.Entry) => {
        readEntry(zip, entry)
          .then((file) => {
            if (file) files.push(file);
            zip.readEntry();
          })
          .catch(fail);
      });
      zip.on('end', () => resolve(files)).on('error', fail);
      zip.readEntry();
    });
  });
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<File | undefined> {
  if (entry.fileName.endsWith('/')) return undefined;
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const executable = ((entry.externalFileAttributes >>> 16) & 0o100) !== 0;
  return {
    path: entry.fileName,
    mode: executable ? '100755' : '100644',
    content: await buffer(stream),
  };
}
