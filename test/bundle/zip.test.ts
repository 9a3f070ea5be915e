import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesBelow } from '../../lib/bundle/files';
import { digestOf, type Manifest } from '../../lib/bundle/manifest';
import { pack } from '../../lib/bundle/pack';
import { unpack } from '../../lib/bundle/unpack';
import { eachEntry } from '../../lib/bundle/zip';

let folder: string;
let archive: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-zip-'));
  archive = path.join(folder, 'archive.zip');
  fs.mkdirSync(path.join(folder, 'files'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: Buffer | string) =>
  fs.writeFileSync(path.join(folder, 'files', name), content);

async function packed(): Promise<Manifest> {
  const files = filesBelow(path.join(folder, 'files'));
  const written = await pack(path.join(folder, 'files'), files, archive);
  return { files, digest: digestOf(files), archive: written } as unknown as Manifest;
}

/** As much as is read ahead of an archive. */
const window = 256 * 1024;

test('files of every size around what is read ahead come out as they went in', async () => {
  const sizes = [0, 1, 46, window / 2 + 1, window - 1, window, window + 1, 3 * window + 7];
  for (const size of sizes) {
    write(`random-${size}`, randomBytes(size));
    write(`even-${size}`, Buffer.alloc(size, 'even'));
  }
  for (let index = 0; index < 300; index++) write(`small-${index}`, randomBytes(2000));
  const manifest = await packed();
  const target = path.join(folder, 'unpacked');
  fs.mkdirSync(target);
  await unpack(archive, manifest, target);
  expect(filesBelow(target)).toEqual(manifest.files);
});

test('an entry that is larger than what is read ahead can be read as a whole', async () => {
  const content = randomBytes(2 * window + 5);
  write('random', content);
  await packed();
  const found: Buffer[] = [];
  await eachEntry(archive, async (entry) => void found.push(await entry.read()));
  expect(found.map((it) => it.equals(content))).toEqual([true]);
});

test('an archive that is cut short is refused', async () => {
  for (let index = 0; index < 10; index++) write(`file-${index}`, randomBytes(100));
  await packed();
  fs.truncateSync(archive, fs.statSync(archive).size - 1);
  await expect(eachEntry(archive, async () => undefined)).rejects.toThrow(Error);
});

test('an archive whose directory points behind its end is refused', async () => {
  write('file', randomBytes(100));
  await packed();
  const bytes = fs.readFileSync(archive);
  const directory = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  bytes.writeUInt32LE(bytes.length - 10, directory + 42);
  fs.writeFileSync(archive, bytes);
  await expect(eachEntry(archive, async ({ read }) => void (await read()))).rejects.toThrow(
    'the archive ends too soon',
  );
});
