import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Account } from '../../lib/aws/account/account';
import type { Bucket } from '../../lib/aws/objects/bucket';
import { digestOf, type Manifest } from '../../lib/bundle/manifest';
import { byDigest, findStored, isWhole, storeWhole } from '../../lib/bundle/store';
import { objectKeys } from '../../lib/object-keys';
import { prunePlace } from '../../lib/prune/prune';
import { startMachine, type TestMachine, testRegion } from '../local/machine';

const archive = Buffer.from('a zip, as it were');
const sha256 = createHash('sha256').update(archive).digest('hex');
const commit = 'a'.repeat(40);
const files = [{ path: 'product', kind: 'file', executable: false, bytes: 1, sha256 }] as const;
const digest = digestOf(files, undefined);
const manifest: Manifest = {
  version: 2,
  digest,
  commit,
  environment: 'dev',
  archive: { sha256, bytes: archive.length },
  files,
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
} as unknown as Manifest;
const keys = [objectKeys.bundleManifest(digest), objectKeys.bundleArchive(digest, sha256)];

let machine: TestMachine;
let s3: S3Client;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-meanwhile-'));
const file = path.join(folder, 'bundle.zip');
beforeAll(async () => {
  fs.writeFileSync(file, archive);
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
});
afterAll(async () => {
  await machine.destroy();
  fs.rmSync(folder, { recursive: true, force: true });
});

function bucketAt(endpoint: string): Bucket {
  const { credentials } = machine.client();
  return { name: 'artifacts', region: testRegion, endpoint, credentials: async () => credentials };
}

const direct = () => bucketAt(machine.endpoint);
const bundle = (place: Bucket) => ({ manifest, place, layout: byDigest(digest) });
const store = (place: Bucket) => storeWhole(bundle(place), file);
const prune = (bucket: Bucket) =>
  prunePlace(
    {
      account: {} as Account,
      bucket,
      isShared: false,
      unneeded: [{ kind: 'bundles', keys, bytes: 1 }] as never,
      keepsVersions: false,
      unknown: { all: [], keys: [] },
    },
    'dev',
    { say: () => undefined },
  );

/** A way to the machine on which something happens before one of the requests. @returns how many there were */
async function on(
  way: (bucket: Bucket) => Promise<unknown>,
  before: number,
  happens: () => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const failures: unknown[] = [];
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      count += 1;
      if (count === before) await happens().catch((error) => failures.push(error));
      const { hostname, port } = new URL(machine.endpoint);
      const { method, url, headers } = incoming;
      const onward = http.request({ hostname, port, method, path: url, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      });
      onward.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await way(bucketAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(failures).toEqual([]);
  return count;
}

async function isThere(Key: string): Promise<boolean> {
  return s3.send(new HeadObjectCommand({ Bucket: 'artifacts', Key })).then(
    () => true,
    () => false,
  );
}

/** A manifest says that the bundle is whole. */
async function expectTruth(): Promise<boolean> {
  const found = await findStored(direct(), digest, commit);
  if (found) expect(await isWhole(found)).toBe(true);
  return found !== undefined;
}

async function clear(): Promise<void> {
  for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket: 'artifacts', Key }));
}

test.each([true, false])(
  'a build that stores the very bundle which is deleted leaves it whole, or gone (it was there before: %s)',
  async (wasThere) => {
    for (let before = 1; ; before += 1) {
      await clear();
      if (wasThere) await store(direct());
      const requests = await on(prune, before, () => store(direct()));
      await expectTruth();
      if (before > requests) break;
    }
    expect(await isThere(keys[0] ?? '')).toBe(false);
  },
);

test('what is deleted while a build stores it is there in the end, since the build comes after', async () => {
  for (let before = 1; ; before += 1) {
    await clear();
    await store(direct());
    const requests = await on(store, before, () => prune(direct()));
    await expectTruth();
    if (before > requests) break;
    expect(await isThere(keys[1] ?? '')).toBe(await isThere(keys[0] ?? ''));
  }
});
