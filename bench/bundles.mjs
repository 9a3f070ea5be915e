import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { inTurn, seconds } from './measure.mjs';
import { reuse } from './reuse.mjs';
import { accountOf, project } from './scene.mjs';

/** What a stored bundle saves a release, and what it costs to bring one to another account. */
export async function* bundles(scene) {
  yield* reuse();
  yield* await copy(scene);
}

const gigabyte = 1024 ** 3;

/** A bundle of 1 GB between the buckets of two accounts, beside a copy that trusts whatever arrives. */
async function copy(scene) {
  const lib = path.join(scene.folder, 'bundle-lib.cjs');
  await compile(lib);
  const { storeArchive, askBucket, byDigest } = (await import(lib)).default;
  const [from, to] = await Promise.all(['dev', 'stg'].map((name) => bucketOf(scene, name)));
  const manifest = writeArchive(path.join(scene.folder, 'archive'));
  const layout = byDigest(manifest.digest);
  const bundle = { manifest, place: live(from), layout };
  await storeArchive(bundle, path.join(scene.folder, 'archive'));
  fs.rmSync(path.join(scene.folder, 'archive'));
  const keys = layout(live(to));
  const stored = [keys.archive(manifest.archive.sha256), keys.manifest];
  let peak = 0;
  const copyBy = async (way) => {
    const text = JSON.stringify({ manifest, from, to });
    const args = [path.join(project, 'bench/copy-object.mjs'), lib, way, text];
    const said = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    if (way === 'gitenv') peak = Math.max(peak, said.peakBytes);
    for (const key of stored) await askBucket(live(to), { method: 'DELETE', key });
    return said.elapsed;
  };
  const { a, b, ratio } = await inTurn(
    3,
    () => copyBy('plain'),
    () => copyBy('gitenv'),
  );
  return [
    {
      what: 'a bundle of 1 GB to another account',
      measured: seconds(b),
      beside: `GET piped into PUT, no digests: ${seconds(a)}`,
      result: `${(100 * ratio).toFixed(0)} % of its speed`,
      bound: '≥ 70 %',
      within: ratio >= 0.7,
    },
    {
      what: 'the most memory that copying held',
      measured: `${(peak / 1e6).toFixed(0)} MB`,
      result: `${(peak / 1e6).toFixed(0)} MB`,
      bound: '< 150 MB',
      within: peak < 150e6,
    },
  ];
}

/** gitenv's own copy as the command has it, with what is measured beside it. */
function compile(outfile) {
  const contents = [
    "export { copyBundle } from './lib/bundle/copy';",
    "export { byDigest, storeArchive } from './lib/bundle/store';",
    "export { askBucket } from './lib/aws/objects/request';",
    "export { signRequest } from './lib/aws/call/signature-v4';",
  ].join('\n');
  const stdin = { contents, resolveDir: project, loader: 'ts' };
  return build({ stdin, outfile, bundle: true, platform: 'node', target: 'node20' });
}

async function bucketOf({ env }, environment) {
  const { endpoint, region, ...credentials } = accountOf(env, environment);
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const { Buckets } = await client.send(new ListBucketsCommand());
  const own = Buckets.find(({ Name }) => Name.startsWith('gitenv-app-artifacts-'));
  if (!own) throw new Error(`${environment} has no bucket of app`);
  return { name: own.Name, region, endpoint, credentials };
}

const live = (bucket) => ({ ...bucket, credentials: async () => bucket.credentials });

function writeArchive(file) {
  const piece = Buffer.alloc(16 * 1024 ** 2);
  const hash = createHash('sha256');
  const fd = fs.openSync(file, 'w');
  for (let bytes = 0; bytes < gigabyte; bytes += piece.length) {
    randomFillSync(piece);
    hash.update(piece);
    fs.writeSync(fd, piece);
  }
  fs.closeSync(fd);
  const sha256 = hash.digest('hex');
  return { digest: `sha256:${'b'.repeat(64)}`, archive: { sha256, bytes: gigabyte } };
}
