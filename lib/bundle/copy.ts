import { pipeline, Transform } from 'node:stream';
import { openObject, storeObject } from '../aws/objects/object-store';
import { GitenvError } from '../errors';
import {
  archiveKey,
  type BundlePlace,
  hasArchive,
  type StoredBundle,
  storeManifest,
} from './store';

/**
 * Copies a bundle from one bucket to another, as a stream between the two: the archive first, the manifest last. The
 * receiving S3 refuses an archive whose content has another digest than the manifest says.
 * @param onBytes told of each piece that goes over
 * @returns false where the other bucket had a manifest at that place
 * @throws GitenvError BUNDLE_BROKEN where the archive has gone; S3's own, such as XAmzContentSHA256Mismatch
 */
export async function copyBundle(
  from: StoredBundle,
  place: BundlePlace,
  onBytes: (count: number) => void = () => undefined,
): Promise<boolean> {
  const to = { ...from, place };
  if (!(await hasArchive(place, archiveKey(to)))) await copyArchive(from, to, onBytes);
  return storeManifest(to);
}

async function copyArchive(
  from: StoredBundle,
  to: StoredBundle,
  onBytes: (count: number) => void,
): Promise<void> {
  const { archive } = from.manifest;
  const key = archiveKey(from);
  await storeObject(to.place, archiveKey(to), {
    open: async () => {
      const found = await openObject(from.place, key);
      if (!found)
        throw new GitenvError(
          'BUNDLE_BROKEN',
          `s3://${from.place.name}/${key} is not there any more`,
        );
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
