import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extractOne } from '../../lib/bundle/zip';
import { clauseOf, GitenvError } from '../../lib/errors';
import { type ToolRelease, toolReleaseOf } from './releases';

/**
 * Installs one version of a tool from where its maker publishes it, beside the build, unless it was before.
 * @param base in place of the maker's address
 * @returns the program
 * @throws GitenvError where it is not to be had, or is not what its checksums say
 */
export async function install(
  name: string,
  version: string,
  base: string | undefined,
): Promise<string> {
  const folder = path.join(os.tmpdir(), 'gitenv-tools', name, version);
  const program = path.join(folder, name);
  if (fs.existsSync(program)) return program;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const scratch = fs.mkdtempSync(`${folder}-`);
  try {
    await fetchInto(scratch, name, toolReleaseOf(name, version, base));
    fs.chmodSync(path.join(scratch, name), 0o755);
    moveInto(scratch, folder);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  return program;
}

/** Another build on this machine may have been faster. */
function moveInto(scratch: string, folder: string): void {
  try {
    fs.renameSync(scratch, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error;
  }
}

async function fetchInto(scratch: string, name: string, release: ToolRelease): Promise<void> {
  const { folder, file, sums } = release;
  const expected = sumOf(await (await get(`${folder}/${sums}`)).text(), file);
  if (!expected) throw new GitenvError('TOOL_MISSING', `${folder}/${sums} names no ${file}`);
  const target = path.join(scratch, 'download');
  const { body } = await get(`${folder}/${file}`);
  const actual = await write(body, target);
  if (actual !== expected)
    throw new GitenvError(
      'TOOL_MISSING',
      `${folder}/${file} has the SHA-256 ${actual}, and not ${expected} as published`,
    );
  if (file.endsWith('.zip')) await extractOne(target, name, path.join(scratch, name));
  else fs.renameSync(target, path.join(scratch, name));
}

async function write(body: Response['body'], target: string): Promise<string> {
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(source, measure, fs.createWriteStream(target));
  return hash.digest('hex');
}

async function get(url: string): Promise<Response> {
  const reply = await fetch(url).catch((error: Error) => {
    throw new GitenvError('UNREACHABLE', `${url} cannot be reached: ${clauseOf(error)}`);
  });
  if (reply.ok) return reply;
  throw new GitenvError('TOOL_MISSING', `${url} answers with HTTP ${reply.status}`);
}

/** In the form of `sha256sum`. */
function sumOf(text: string, file: string): string | undefined {
  const line = text.split('\n').find((it) => it.trim().split(/\s+\*?/)[1] === file);
  return line?.trim().split(/\s+/)[0];
}
