import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GitenvError } from '../errors';
import { leadsOut } from '../link-target';
import { filesBelow, smallBytes } from './files';
import { type BundledFile, digestWith, type Manifest } from './manifest';
import { type Entry, eachEntry } from './zip';

/** What of a manifest says what an archive has to hold. */
type Contents = Pick<Manifest, 'version' | 'files' | 'digest' | 'images' | 'components'>;

/**
 * Unpacks an archive into an empty folder and compares what lies there then, file by file, with the manifest.
 * @throws GitenvError naming the first file that is missing, too many, or other than it was bundled
 */
export async function unpack(archive: string, manifest: Contents, folder: string): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file]));
  const links: { path: string; target: string }[] = [];
  const folders = new Set<string>();
  await eachEntry(archive, async (entry) => {
    const { name } = entry;
    const file = expected.get(name);
    if (!file || file.bytes !== entry.bytes)
      throw new GitenvError(
        'BUNDLE_BROKEN',
        `the archive holds ${JSON.stringify(name)} otherwise than the manifest says`,
      );
    if (file.kind === 'link') links.push({ path: name, target: String(await entry.read()) });
    else await extract(folder, file, entry, folders);
  });
  // Last, so that no file is ever written through one.
  for (const link of links) makeLink(folder, link);
  await verify(folder, manifest);
}

async function verify(folder: string, manifest: Contents): Promise<void> {
  const found = filesBelow(folder);
  if (digestWith(manifest, found) === manifest.digest) return;
  const actual = new Map(found.map((file) => [file.path, file]));
  const wrong = manifest.files.find((file) => !same(file, actual.get(file.path)));
  throw new GitenvError(
    'BUNDLE_BROKEN',
    wrong
      ? `${JSON.stringify(wrong.path)} is not what was bundled`
      : 'what was unpacked is not what was bundled',
  );
}

function same(file: BundledFile, other: BundledFile | undefined): boolean {
  return (
    other !== undefined &&
    file.sha256 === other.sha256 &&
    file.kind === other.kind &&
    file.executable === other.executable
  );
}

/** @param made the folders that are there */
async function extract(
  folder: string,
  file: BundledFile,
  entry: Entry,
  made: Set<string>,
): Promise<void> {
  const target = path.join(folder, file.path);
  const around = path.dirname(target);
  if (!made.has(around)) fs.mkdirSync(around, { recursive: true });
  made.add(around);
  if (file.bytes <= smallBytes) fs.writeFileSync(target, await entry.read(), { flag: 'wx' });
  else await pipeline(await entry.open(), fs.createWriteStream(target, { flags: 'wx' }));
  fs.chmodSync(target, file.executable ? 0o755 : 0o644);
}

function makeLink(folder: string, { path: name, target }: { path: string; target: string }): void {
  if (leadsOut(name, target))
    throw new GitenvError(
      'BUNDLE_BROKEN',
      `the link ${JSON.stringify(name)} leads out of the bundle`,
    );
  const link = path.join(folder, name);
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.symlinkSync(target, link);
}
