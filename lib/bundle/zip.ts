import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

/** Goes through the entries of a zip in their order, one after the other. */
export async function eachEntry(
  archive: string,
  use: (name: string, open: () => Promise<Readable>) => Promise<void>,
): Promise<void> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(archive, {
    lazyEntries: true,
  });
  const open = promisify(zip.openReadStream.bind(zip)) as (entry: yauzl.Entry) => Promise<Readable>;
  try {
    await new Promise<void>((resolve, reject) => {
      zip.once('end', resolve).once('error', reject);
      zip.on('entry', (entry: yauzl.Entry) => {
        use(entry.fileName, () => open(entry)).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

/** @throws Error where the zip has no such entry */
export async function extractOne(archive: string, name: string, target: string): Promise<void> {
  let found = false;
  await eachEntry(archive, async (entry, open) => {
    if (entry !== name) return;
    found = true;
    await pipeline(await open(), fs.createWriteStream(target));
  });
  if (!found) throw new Error(`The archive holds no ${name}.`);
}
