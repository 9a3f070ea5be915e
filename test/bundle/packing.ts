import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesBelow } from '../../lib/bundle/files';
import { digestOf } from '../../lib/bundle/manifest';
import { pack } from '../../lib/bundle/pack';
import { unpack } from '../../lib/bundle/unpack';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-pack-'));
  fs.mkdirSync(path.join(folder, 'files'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

export const inside = (name: string) => path.join(folder, name);
export const write = (name: string, content: string | Buffer, mode?: number) =>
  fs.writeFileSync(inside(`files/${name}`), content, { mode });

/** Packs all there is, unpacks it elsewhere, where it is compared with the manifest, and packs it from there once more. */
export async function there(): Promise<{ first: string; second: string }> {
  const files = filesBelow(inside('files'));
  const first = await pack(inside('files'), files, inside('first.zip'));
  fs.mkdirSync(inside('unpacked'));
  const contents = { version: 2, files, digest: digestOf(files) } as const;
  await unpack(inside('first.zip'), contents, inside('unpacked'));
  const second = await pack(inside('unpacked'), files, inside('second.zip'));
  return { first: first.sha256, second: second.sha256 };
}
