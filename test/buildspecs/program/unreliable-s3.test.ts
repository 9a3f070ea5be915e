import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../../lib/aws/objects/bucket';
import { copyBundle } from '../../../lib/bundle/copy';
import type { Manifest } from '../../../lib/bundle/manifest';
import { layoutOf } from '../../../lib/bundle/store';
import { objectKeys } from '../../../lib/object-keys';
import { testRegion } from '../../local/machine';
import { type S3Fault, type S3Faults, slowDown, standBeforeS3 } from './s3-faults';
import { Workbench } from './workbench';

const build = ['bundle', '--', './build'];
const deploy = ['deploy', '--', 'sh', '-c', 'echo run >>"$HOME/deployed"; cksum <product'];

let bench: Workbench;
let faults: S3Faults | undefined;
beforeEach(async () => {
  bench = await Workbench.open();
  prepare();
});
afterEach(async () => {
  await faults?.close();
  faults = undefined;
  await bench.close();
});

/** A build whose product fills several packets, and in whose temporary folder nothing else lies. */
function prepare(): void {
  bench.write('build', '#!/bin/sh\necho run >>.gitenv/built\n', 0o755);
  fs.writeFileSync(path.join(bench.folder, 'product'), randomBytes(3_000_000));
  const scratch = path.join(bench.folder, '.gitenv', 'tmp');
  fs.mkdirSync(scratch, { recursive: true });
  bench.env = { HOME: path.join(bench.folder, '.gitenv'), TMPDIR: scratch };
}

async function meet(fault: (request: string, before: number) => S3Fault | undefined) {
  faults = await standBeforeS3(bench.machine.endpoint, fault);
  bench.env.AWS_ENDPOINT_URL = faults.endpoint;
  return faults;
}

const isArchive = (request: string) => /\.zip$/.test(request);
const isManifest = (request: string) => /manifest\.json$/.test(request);
const left = () => fs.readdirSync(bench.env.TMPDIR ?? '');
const deployed = () => fs.existsSync(path.join(bench.folder, '.gitenv', 'deployed'));

describe('where S3 asks to slow down', () => {
  test('a build asks again, and stores its bundle', async () => {
    const { asked } = await meet((_, before) => (before < 2 ? slowDown : undefined));
    expect(await bench.kit(...build)).toMatchObject({ status: 0, stderr: '' });
    expect(asked.filter((one) => one.startsWith('PUT') && isArchive(one))).toHaveLength(3);
    expect(await bench.keys()).toHaveLength(3);
  });

  test('and never stops to, a build says so and which object it was about, and stores no bundle', async () => {
    const { asked } = await meet((request) => (request.startsWith('PUT') ? slowDown : undefined));
    const { status, stderr } = await bench.kit(...build);
    expect({ status, stored: await bench.keys() }).toEqual({ status: 1, stored: [] });
    expect(stderr).toMatch(
      /^gitenv: S3 refused PUT s3:\/\/bundles-of-dev\/bundles\/[0-9a-f]{64}\/[0-9a-f]{64}\.zip: Please reduce your request rate\. \(SlowDown\)\n$/,
    );
    expect(asked.filter((one) => one.startsWith('PUT'))).toHaveLength(6);
  });
});

describe('where the connection breaks in the middle', () => {
  test('of storing an archive, it is stored whole by another request', async () => {
    const { asked } = await meet((request, before) =>
      request.startsWith('PUT') && isArchive(request) && before === 0
        ? { cut: 'request', after: 1_000_000 }
        : undefined,
    );
    expect(await bench.kit(...build)).toMatchObject({ status: 0, stderr: '' });
    expect(asked.filter((one) => one.startsWith('PUT') && isArchive(one))).toHaveLength(2);
    const { digest, archive } = await bench.manifest();
    const Key = objectKeys.bundleArchive(digest, archive.sha256);
    const { ContentLength } = await bench.s3.send(
      new GetObjectCommand({ Bucket: bench.bucket, Key }),
    );
    expect(ContentLength).toBe(archive.bytes);
  });

  test('of fetching it, it is fetched from its beginning', async () => {
    await bench.kit(...build);
    const { asked } = await meet((request, before) =>
      isArchive(request) && before < 2 ? { cut: 'answer', after: 1_000_000 } : undefined,
    );
    const plain = await bench.run('sh', ['-c', 'cksum <product']);
    const { status, stdout, stderr } = await bench.kit(...deploy);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(plain.stdout);
    expect(asked.filter(isArchive)).toHaveLength(3);
    expect(left()).toEqual([]);
  });

  test('of fetching it each time, nothing is deployed', async () => {
    await bench.kit(...build);
    await meet((request) => (isArchive(request) ? { cut: 'answer', after: 1_000_000 } : undefined));
    const { status, stderr } = await bench.kit(...deploy);
    expect(status).toBe(79);
    expect(stderr).toMatch(
      /^gitenv: The connection broke in GET s3:\/\/bundles-of-dev\/bundles\/\S+\.zip \(ECONNRESET\); nothing was changed\.\n$/,
    );
    expect({ deployed: deployed(), left: left() }).toEqual({ deployed: false, left: [] });
  });

  test('of reading a manifest, its commit is not built again', async () => {
    await bench.kit(...build);
    bench.beginRelease();
    const { asked } = await meet((request, before) =>
      isManifest(request) && before === 0 ? { cut: 'answer', after: 100 } : undefined,
    );
    expect((await bench.kit(...build)).stdout).toContain('tests and build are skipped');
    expect(asked.filter(isManifest)).toHaveLength(2);
    expect(bench.read('.gitenv/built')).toBe('run\n');
  });
});

test('an archive that somebody on the way shortened is not deployed', async () => {
  await bench.kit(...build);
  await meet((request) => (isArchive(request) ? { shorten: 1000 } : undefined));
  const { status, stderr } = await bench.kit(...deploy);
  expect(status).toBe(79);
  expect(stderr).toContain('cannot be used: its archive has another digest than');
  expect({ deployed: deployed(), left: left() }).toEqual({ deployed: false, left: [] });
});

test.each([
  ['s3:PutObject', 'PUT', '[0-9a-f]{64}\\.zip', false],
  ['s3:GetObject', 'GET', 'manifest\\.json', true],
])(
  'a build without %s is told which right it lacks, and of which object',
  async (Action, verb, name, isBuilt) => {
    if (isBuilt) await bench.kit(...build);
    bench.beginRelease();
    const Resource = `arn:aws:s3:::${bench.bucket}/bundles/*`;
    const Statement = [{ Effect: 'Deny', Principal: '*', Action, Resource }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await bench.s3.send(new PutBucketPolicyCommand({ Bucket: bench.bucket, Policy }));
    const { status, stderr } = await bench.kit(...build);
    expect(status).toBe(1);
    const key = `s3://bundles-of-dev/bundles/[0-9a-f]{64}/${name}`;
    expect(stderr).toMatch(new RegExp(`S3 refused ${verb} ${key}, which needs ${Action}: `));
    expect(stderr.trim().split('\n')).toHaveLength(1);
  },
);

test('a build whose clock is wrong goes by the clock of AWS', async () => {
  await bench.close();
  bench = await Workbench.open(undefined, { now: () => new Date(Date.now() + 3_600_000) });
  prepare();
  expect(await bench.kit(...build)).toMatchObject({ status: 0, stderr: '' });
  expect(await bench.keys()).toHaveLength(3);
});

describe('a bundle that is copied to another account', () => {
  const other = '222222222222';
  const bucketOf = (name: string, account?: string, endpoint = bench.machine.endpoint): Bucket => {
    const { credentials } = bench.machine.client(account);
    return { name, region: testRegion, endpoint, credentials: async () => credentials };
  };
  const storedThere = async () => {
    const client = new S3Client(bench.machine.client(other));
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'bundles-of-stg' }));
    return (Contents ?? []).map(({ Size }) => Size);
  };

  const storedIn = (manifest: Manifest, place: Bucket) => ({
    manifest,
    place,
    layout: layoutOf(manifest),
  });

  beforeEach(async () => {
    await bench.kit(...build);
    const client = new S3Client(bench.machine.client(other));
    await client.send(new CreateBucketCommand({ Bucket: 'bundles-of-stg' }));
  });

  test('arrives whole, though the connection broke in the middle of it', async () => {
    const { endpoint, asked } = await meet((request, before) =>
      request.startsWith('GET') && before === 0 ? { cut: 'answer', after: 1_000_000 } : undefined,
    );
    const manifest = await bench.manifest();
    const from = storedIn(manifest, bucketOf(bench.bucket, undefined, endpoint));
    expect(await copyBundle(from, bucketOf('bundles-of-stg', other))).toBe(true);
    expect(asked).toHaveLength(2);
    expect(await storedThere()).toEqual([manifest.archive.bytes, expect.any(Number)]);
  });

  test('is not there where what came was something else', async () => {
    const manifest = await bench.manifest();
    const { sha256, bytes } = manifest.archive;
    const Key = objectKeys.bundleArchive(manifest.digest, sha256);
    const Body = randomBytes(bytes);
    await bench.s3.send(new PutObjectCommand({ Bucket: bench.bucket, Key, Body }));
    const copied = copyBundle(
      storedIn(manifest, bucketOf(bench.bucket)),
      bucketOf('bundles-of-stg', other),
    );
    await expect(copied).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
    expect(await storedThere()).toEqual([]);
  });
});
