import type { BundledFile } from '../../lib/bundle/manifest';
import { GitenvError } from '../../lib/errors';
import { cacheControlOf, isKeptForever } from './caching';
import { contentTypeOf } from './content-type';
import type { Look } from './look';
import type { SiteObject } from './record';
import type { Site } from './site';

/** Of one request that puts an object. */
const maxBytes = 5 * 1024 ** 3;

/** A file as it is to be served. */
export interface SiteFile {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly contentType: string;
  readonly cacheControl: string;
}

export interface Upload {
  readonly file: SiteFile;
  /** What is there now; undefined where nothing is. */
  readonly before: Pick<SiteObject, 'sha256'> | undefined;
}

/** What lies between a site as it is and a bundle. */
export interface SiteDifference {
  readonly files: readonly SiteFile[];
  readonly uploads: readonly Upload[];
  /** Pages and other files that the bundle has no more. */
  readonly removed: readonly string[];
  /** Files named after their content that neither this release nor the one before it refers to. */
  readonly expired: readonly string[];
  /** Those of the release before, which open pages may still ask for. */
  readonly kept: readonly string[];
}

/** @param bundle the digest of the bundle */
export function compare(
  site: Site,
  bundled: readonly BundledFile[],
  bundle: string,
  { record, present, known }: Look,
): SiteDifference {
  const files = bundled.map((file) => served(site, file));
  const wanted = new Set(files.map(({ key }) => key));
  const uploads = files.flatMap((file): Upload[] => {
    if (!present.has(file.key)) return [{ file, before: undefined }];
    const before = known.get(file.key) ?? { sha256: '' };
    return same(file, known.get(file.key)) ? [] : [{ file, before }];
  });
  const kept = keptOf(bundle, { record, present }).filter((key) => !wanted.has(key));
  const staying = new Set([...wanted, ...kept]);
  const put = new Set([
    ...record.objects.map(({ key }) => key),
    ...(record.unfinished?.keys ?? []),
  ]);
  const going = [...put].filter((key) => present.has(key) && !staying.has(key));
  const forever = (key: string) => isKeptForever(cacheControlOf(key, site.immutable));
  return {
    files,
    uploads,
    removed: going.filter((key) => !forever(key)),
    expired: going.filter(forever),
    kept,
  };
}

/** A release of what is served already is none that others would be kept for. */
function keptOf(bundle: string, { record, present }: Pick<Look, 'record' | 'present'>): string[] {
  const there = (key: string) => present.has(key);
  if (record.bundle === bundle) return record.kept.filter(there);
  const earlier = new Set(record.kept);
  return record.objects
    .filter(({ key, cacheControl }) => isKeptForever(cacheControl) && !earlier.has(key))
    .map(({ key }) => key)
    .filter(there);
}

function served({ immutable }: Site, { path: key, kind, bytes, sha256 }: BundledFile): SiteFile {
  if (kind === 'link')
    throw new GitenvError(
      'BAD_COMMIT',
      `${JSON.stringify(key)} is a symbolic link, which S3 does not have: let the build copy the file`,
    );
  if (Buffer.byteLength(key) > 1024)
    throw new GitenvError(
      'BAD_COMMIT',
      `S3 takes no name as long as ${JSON.stringify(key)}: 1024 bytes at most`,
    );
  if (bytes > maxBytes)
    throw new GitenvError(
      'BAD_COMMIT',
      `S3 takes no file as large as ${JSON.stringify(key)} at once: 5 GB at most`,
    );
  return {
    key,
    sha256,
    bytes,
    contentType: contentTypeOf(key),
    cacheControl: cacheControlOf(key, immutable),
  };
}

function same(file: SiteFile, known: SiteObject | undefined): boolean {
  return (
    known !== undefined &&
    file.sha256 === known.sha256 &&
    file.contentType === known.contentType &&
    file.cacheControl === known.cacheControl
  );
}
