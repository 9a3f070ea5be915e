import fs from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { filesBelow, leadsOut } from './files';
import { type BundledFile, digestOf, type Manifest } from './manifest';
import { eachEntry } from './zip';

/**
 * Unpacks an archive into an empty folder and compares what lies there then, file by file, with the manifest.
 * @throws Error naming the first file that is missing, too many, or other than it was bundled
 */
export async function unpack(archive: string, manifest: Manifest, folder: string): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file]));
  const links: { path: string; target: string }[] = [];
  await eachEntry(archive, async (name, open) => {
    const file = expected.get(name);
    if (!file)
      throw new Error(`the archive holds ${JSON.stringify(name)}, which the manifest does not`);
    if (file.kind === 'link') links.push({ path: name, target: await text(await open()) });
    else await extract(folder, file, await open());
  });
  // Last, so that no file is ever written through one.
  for (const link of links) makeLink(folder, link);
  await verify(folder, manifest);
}

async function verify(folder: string, manifest: Manifest): Promise<void> {
  const found = await filesBelow(folder);
  if (digestOf(found, manifest.images) === manifest.digest) return;
  const actual = new Map(found.map((file) => [file.path, file]));
  const wrong = manifest.files.find((file) => !same(file, actual.get(file.path)));
  throw new Error(
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

async function extract(folder: string, file: BundledFile, content: Readable): Promise<void> {
  const target = path.join(folder, file.path);
  await fs.promises.mkdir(path.dirname(target), { recursive: true });
  const mode = file.executable ? 0o755 : 0o644;
  await pipeline(content, fs.createWriteStream(target, { flags: 'wx' }));
  await fs.promises.chmod(target, mode);
}

function makeLink(folder: string, { path: name, target }: { path: string; target: string }): void {
  if (leadsOut(name, target))
    throw new Error(`the link ${JSON.stringify(name)} leads out of the bundle`);
  const link = path.join(folder, name);
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.symlinkSync(target, link);
}

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
