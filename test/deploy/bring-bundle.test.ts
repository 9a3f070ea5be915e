import { createHash } from 'node:crypto';
import { CodePipelineClient, GetPipelineCommand } from '@aws-sdk/client-codepipeline';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type BundledImage, digestOf, type Manifest } from '../../lib/bundle/manifest';
import { bringBundle } from '../../lib/deploy/bundle/bring-bundle';
import { objectKeys } from '../../lib/object-keys';
import { openRepository } from '../../lib/target/open-environment';
import { Registry } from '../local/services/ecr/registry';
import { type Pipelines, setPipelines } from './pipelines';

const accounts = { dev: '111111111111', stg: '222222222222' };
type Side = keyof typeof accounts;
const archive = Buffer.from('what a build left');
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

let pipelines: Pipelines;
let commit: string;
beforeEach(async () => {
  pipelines = await setPipelines();
  commit = pipelines.commit('Begin');
});
afterEach(() => pipelines.destroy());

const s3 = (side: Side) => new S3Client(pipelines.machine.client(accounts[side]));

async function bucketOf(side: Side): Promise<string> {
  const client = new CodePipelineClient(pipelines.machine.client(accounts[side]));
  const { pipeline } = await client.send(new GetPipelineCommand({ name: 'shop' }));
  return pipeline?.artifactStore?.location ?? '';
}

async function put(side: Side, Key: string, Body: Buffer | string): Promise<void> {
  await s3(side).send(new PutObjectCommand({ Bucket: await bucketOf(side), Key, Body }));
}

async function keys(side: Side): Promise<string[]> {
  const { Contents } = await s3(side).send(
    new ListObjectsV2Command({ Bucket: await bucketOf(side), Prefix: objectKeys.bundles }),
  );
  return (Contents ?? []).map(({ Key }) => Key ?? '');
}

/** Stores a bundle as a build does. */
async function bundle(side: Side, content = 'product', images?: BundledImage[]): Promise<Manifest> {
  const files = [
    { path: 'a', kind: 'file', executable: false, bytes: 7, sha256: sha256(content) } as const,
  ];
  const manifest: Manifest = {
    version: 1,
    commit,
    digest: digestOf(files, images),
    files,
    ...(images && { images }),
    archive: { sha256: sha256(archive), bytes: archive.length },
    builder: { image: 'an image', node: 'v20' },
    environment: side,
    execution: 'x',
    startedAt: new Date(0).toISOString(),
    finishedAt: new Date(0).toISOString(),
  };
  await put(side, objectKeys.archive(commit, manifest.archive.sha256), archive);
  await put(side, objectKeys.manifest(commit), JSON.stringify(manifest));
  return manifest;
}

/** Brings the commit's bundle from dev to stg. @returns what was said meanwhile */
async function bring(): Promise<string[]> {
  const said: string[] = [];
  const [from, to] = await Promise.all([
    openRepository(pipelines.environment('dev')),
    openRepository(pipelines.environment('stg')),
  ]);
  await bringBundle(commit, from, to, {
    say: (line) => said.push(line),
    log: () => undefined,
    whenInterrupted: () => undefined,
  });
  return said;
}

test('a bundle is copied with its manifest as it is, and not a second time', async () => {
  const manifest = await bundle('dev');
  expect(await bring()).toEqual([
    expect.stringMatching(/^stg: copying the bundle [0-9a-f]{8} \(17 bytes\) from dev$/),
  ]);
  expect(await keys('stg')).toEqual(await keys('dev'));
  const { Body } = await s3('stg').send(
    new GetObjectCommand({ Bucket: await bucketOf('stg'), Key: objectKeys.manifest(commit) }),
  );
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual(manifest);
  expect(await bring()).toEqual([]);
});

test('where upstream has none, the environment builds its own', async () => {
  expect(await bring()).toEqual([
    expect.stringMatching(/^stg: dev has no bundle of [0-9a-f]{8}, so it is built here$/),
  ]);
  expect(await keys('stg')).toEqual([]);
});

test('its images go along, by their digests and before the bundle', async () => {
  const [dev, stg] = (['dev', 'stg'] as const).map(
    (side) => new Registry(pipelines.machine, accounts[side]),
  ) as [Registry, Registry];
  await dev.call('CreateRepository', { repositoryName: 'shop' });
  const { digest } = await dev.push('shop', commit);
  await bundle('dev', 'product', [{ repository: 'shop', tag: commit, digest }]);
  expect((await bring())[1]).toMatch(/^stg: the image shop@[0-9a-f]{8} is copied$/);
  expect(await stg.call('DescribeImages', { repositoryName: 'shop' })).toMatchObject({
    imageDetails: [{ imageDigest: digest, imageTags: [commit] }],
  });
});

describe('a bundle is not brought', () => {
  test('over another one of the commit', async () => {
    await bundle('dev');
    await bundle('stg', 'another');
    await expect(bring()).rejects.toMatchObject({
      code: 'BUNDLE_DIFFERS',
      message: expect.stringContaining('the build is not reproducible'),
    });
  });

  test('where its archive is another one than its manifest says, or has gone', async () => {
    const { archive: own } = await bundle('dev');
    const key = objectKeys.archive(commit, own.sha256);
    await put('dev', key, 'what a thief left');
    await expect(bring()).rejects.toMatchObject({
      code: 'BUNDLE_BROKEN',
      message: expect.stringContaining('in dev cannot be used: it is not what its manifest says'),
    });
    expect(await keys('stg')).toEqual([]);
  });

  test('where its manifest is none', async () => {
    await put('dev', objectKeys.manifest(commit), '{"version":1}');
    await expect(bring()).rejects.toMatchObject({ code: 'BUNDLE_BROKEN' });
  });
});
