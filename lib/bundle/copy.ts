import { pipeline, Transform } from 'node:stream';
import { openObject, storeObject } from '../aws/objects/object-store';
import { objectKeys } from '../contract';
import { GitenvError } from '../errors';
import type { Manifest } from './manifest';
import { type BundlePlace, hasArchive, storeManifest } from './store';

/**
 * Copies a bundle from one bucket to another, as a stream between the two: the archive first, the manifest last. The
 * receiving S3 refuses an archive whose content has another digest than the manifest says.
 * @param onBytes told of each piece that goes over
 * @returns false where the other bucket got a manifest of the commit meanwhile
 * @throws GitenvError BUNDLE_BROKEN where the archive has gone; S3's own, such as XAmzContentSHA256Mismatch
 */
export async function copyBundle(
  manifest: Manifest,
  from: BundlePlace,
  to: BundlePlace,
  onBytes: (count: number) => void = () => undefined,
): Promise<boolean> {
  if (!(await hasArchive(to, manifest))) await copyArchive(manifest, from, to, onBytes);
  return storeManifest(to, manifest);
}

async function copyArchive(
  { commit, archive }: Manifest,
  from: BundlePlace,
  to: BundlePlace,
  onBytes: (count: number) => void,
): Promise<void> {
  const keyIn = ({ below }: BundlePlace) => objectKeys.archive(commit, archive.sha256, below);
  const key = keyIn(from);
  await storeObject(to, keyIn(to), {
    open: async () => {
      const found = await openObject(from, key);
      if (!found)
        throw new GitenvError('BUNDLE_BROKEN', `s3://${from.name}/${key} is not there any more`);
      return pipeline(found.body, counting(onBytes), () => undefined);
    },
    bytes: archive.bytes,
    sha256: archive.sha256,
    headers: { 'content-type': 'application/zip' },
    onlyNew: true,
  });
}

function counting(onBytes: (count: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
}
