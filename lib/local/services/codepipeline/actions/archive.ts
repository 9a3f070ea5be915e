import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import yazl from 'yazl';
import type { Context } from '../../../base/context';
import type { ServiceError } from '../../../base/service-error';
import { bufferOf, readAll } from '../../../values/bytes';
import { configurationError } from '../model/errors';
import type { S3Object } from '../model/records';

/** A file in an archive. The name never leads out of a folder. */
export interface ArchivedFile {
  readonly name: string;
  readonly size: number;
  read(): Promise<Readable>;
}

/** Largest file that is read as a whole: a template or its configuration. */
const maxTextBytes = 1024 * 1024;

/**
 * Opens a pipeline's artifact, which must be a zip, hands over its files one by one and closes it again.
 * @throws ServiceError where it is no zip or an entry's name leads elsewhere
 */
export async function eachFile(
  context: Context,
  artifact: S3Object,
  use: (file: ArchivedFile) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-artifact-'));
  try {
    const file = path.join(folder, 'artifact.zip');
    await download(context, artifact, file);
    await walk(await open(file), use);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws ServiceError where the artifact has no such file, or it is too large to be what it is taken for */
export async function readText(
  context: Context,
  artifact: S3Object,
  name: string,
): Promise<string> {
  let text: string | undefined;
  await eachFile(context, artifact, async (file) => {
    if (file.name !== name) return;
    if (file.size > maxTextBytes) throw configurationError(`File ${name} is larger than 1 MB`);
    text = (await readAll(await file.read())).toString('utf8');
  });
  if (text === undefined) throw configurationError(`File [${name}] does not exist in artifact`);
  return text;
}

/** Writes an artifact of one file. */
export async function writeArchive(
  context: Context,
  { bucket, key }: S3Object,
  name: string,
  content: string,
): Promise<void> {
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(content), name);
  zip.end();
  await context.call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: zip.outputStream });
}

async function download(context: Context, { bucket, key }: S3Object, file: string): Promise<void> {
  const input = { Bucket: bucket, Key: key };
  const { Body } = await context.call<{ Body?: unknown }>('s3', 'GetObject', input);
  const source = Body instanceof Readable ? Body : Readable.from([bufferOf(Body)]);
  await pipeline(source, fs.createWriteStream(file));
}

function open(file: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true, autoClose: true }, (error, zip) => {
      if (error) reject(notAnArchive(error));
      else resolve(zip);
    });
  });
}

function walk(zip: yauzl.ZipFile, use: (file: ArchivedFile) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      zip.close();
      reject(error);
    };
    zip.on('error', (error) => reject(notAnArchive(error)));
    zip.on('end', resolve);
    zip.on('entry', (entry: yauzl.Entry) => {
      const file = {
        name: entry.fileName,
        size: entry.uncompressedSize,
        read: () => readEntry(zip, entry),
      };
      const used = entry.fileName.endsWith('/') ? Promise.resolve() : use(file);
      used.then(() => zip.readEntry(), fail);
    });
    zip.readEntry();
  });
}

function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(notAnArchive(error));
      else resolve(stream);
    });
  });
}

function notAnArchive(error: unknown): ServiceError {
  const reason = error instanceof Error ? error.message : String(error);
  return configurationError(`The artifact is no zip that can be read: ${reason}`);
}
