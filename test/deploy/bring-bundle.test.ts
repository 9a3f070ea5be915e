import { createHash } from 'node:crypto';
import {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelineExecutionsCommand,
  type StageDeclaration,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type BundledImage, digestOf, type Manifest } from '../../lib/bundle/manifest';
import { bringBack } from '../../lib/deploy/bundle/bring-back';
import { bringBundle } from '../../lib/deploy/bundle/bring-bundle';
import { bringTestedBundle } from '../../lib/deploy/move/bundle';
import type { Move } from '../../lib/deploy/move/move';
import { objectKeys } from '../../lib/object-keys';
import { closedEnvironment, openRepository } from '../../lib/target/open-environment';
import { Registry } from '../local/services/ecr/registry';
import { type Pipelines, setPipelines } from './pipelines';

const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' };
type Side = keyof typeof accounts;
const archive = Buffer.from('what a build left');
const nothing = Buffer.alloc(0);
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

/** What the side has of bundles and of marks. */
async function keys(side: Side): Promise<string[]> {
  const below = (Prefix: string) =>
    bucketOf(side).then((Bucket) => s3(side).send(new ListObjectsV2Command({ Bucket, Prefix })));
  const pages = await Promise.all([objectKeys.bundles, objectKeys.promoted].map(below));
  return pages.flatMap(({ Contents }) => (Contents ?? []).map(({ Key }) => Key ?? ''));
}

/** What a build leaves of the commit, of which nobody has heard yet. */
function bundleOf(content: string, images?: BundledImage[]): Manifest {
  const files = [
    { path: 'a', kind: 'file', executable: false, bytes: 7, sha256: sha256(content) } as const,
  ];
  return {
    version: 2,
    commit,
    digest: digestOf(files, images),
    files,
    ...(images && { images }),
    archive: { sha256: sha256(archive), bytes: archive.length },
    builder: { image: 'an image', node: 'v20' },
    environment: 'dev',
    execution: 'x',
    startedAt: new Date(0).toISOString(),
    finishedAt: new Date(0).toISOString(),
  };
}

/** Stores a bundle as a build does, by its digest. */
async function store(side: Side, content = 'product', images?: BundledImage[]): Promise<Manifest> {
  const manifest = bundleOf(content, images);
  const { digest } = manifest;
  await put(side, objectKeys.bundleArchive(digest, manifest.archive.sha256), archive);
  await put(side, objectKeys.bundleManifest(digest), JSON.stringify(manifest));
  return manifest;
}

/** Has the side's pipeline release the commit, with a build that puts out this digest. @returns the execution */
async function release(side: Side, digest: string): Promise<string> {
  const client = new CodePipelineClient(pipelines.machine.client(accounts[side]));
  const { pipeline } = await client.send(new GetPipelineCommand({ name: 'shop' }));
  const [source] = pipeline?.stages ?? [];
  if (!pipeline || !source) throw new Error('there is no pipeline');
  const build: StageDeclaration = {
    name: 'Build',
    actions: [
      {
        name: 'Build',
        actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
        inputArtifacts: [{ name: 'SourceOutput' }],
        commands: [`export GITENV_BUNDLE=${digest}`],
        outputVariables: ['GITENV_BUNDLE'],
      },
    ],
  };
  await client.send(
    new UpdatePipelineCommand({ pipeline: { ...pipeline, stages: [source, build] } }),
  );
  await pipelines.push(side, commit);
  await pipelines.release(side, commit);
  const { pipelineExecutionSummaries: [newest] = [] } = await client.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'shop' }),
  );
  expect(newest?.status).toBe('Succeeded');
  return newest?.pipelineExecutionId ?? '';
}

/** Builds, stores, notes and releases. */
async function bundle(side: Side, content = 'product', images?: BundledImage[]): Promise<Manifest> {
  const manifest = await store(side, content, images);
  const execution = await release(side, manifest.digest);
  await put(side, objectKeys.note(commit, execution), nothing);
  return manifest;
}

const sides = () =>
  Promise.all([
    openRepository(pipelines.environment('dev')),
    openRepository(pipelines.environment('stg')),
  ]);

function listening() {
  const said: string[] = [];
  const progress = {
    say: (line: string) => said.push(line),
    log: () => undefined,
    whenInterrupted: () => undefined,
  };
  return { said, progress };
}

/** Brings the commit's bundle from dev to stg. @returns what was said meanwhile */
async function bring({ keepsOwn = false, bundles = 'promote' as 'promote' | 'pull' } = {}) {
  const { said, progress } = listening();
  const [upstream, stg] = await sides();
  const open = { ...stg, environment: { ...stg.environment, bundles } };
  await bringBundle({ commit, upstream, open, keepsOwn }, progress);
  return said;
}

/** Makes sure that stg still has what it has released. */
async function back({
  bundles = 'promote' as 'promote' | 'pull' | 'rebuild',
  isFirst = false,
} = {}) {
  const { said, progress } = listening();
  const [, stg] = await sides();
  const open = { ...stg, environment: { ...stg.environment, bundles } };
  const upstream = isFirst ? undefined : closedEnvironment(pipelines.environment('dev'));
  const nobody = { ...pipelines.environment('prd'), profile: 'nobody' };
  const later = [nobody, pipelines.environment('prd')].map((it) => closedEnvironment(it));
  await bringBack({ commit, open, upstream, later }, progress);
  return said;
}

async function remove(side: Side, Key: string): Promise<void> {
  await s3(side).send(new DeleteObjectCommand({ Bucket: await bucketOf(side), Key }));
}

const own = ({ digest, archive: { sha256: of } }: Manifest) => [
  objectKeys.bundleArchive(digest, of),
  objectKeys.bundleManifest(digest),
];

test('a bundle is copied with its manifest as it is, with a mark, and not a second time', async () => {
  const manifest = await bundle('dev');
  expect(await bring()).toEqual([
    expect.stringMatching(/^stg: copying the bundle [0-9a-f]{8} \(17 bytes\) from dev$/),
  ]);
  const mark = objectKeys.promotion(commit, manifest.digest);
  expect((await keys('stg')).sort()).toEqual([...own(manifest), mark].sort());
  const { Body } = await s3('stg').send(
    new GetObjectCommand({
      Bucket: await bucketOf('stg'),
      Key: objectKeys.bundleManifest(manifest.digest),
    }),
  );
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual(manifest);
  expect(await bring()).toEqual([]);
});

test('a bundle that an earlier program has stored by its commit is copied to where that program looks', async () => {
  const manifest = { ...bundleOf('product'), version: 1 as const };
  await put('dev', objectKeys.archive(commit, manifest.archive.sha256), archive);
  await put('dev', objectKeys.manifest(commit), JSON.stringify(manifest));
  await release('dev', manifest.digest);
  await bring();
  expect(await keys('stg')).toEqual(
    expect.arrayContaining([
      objectKeys.archive(commit, manifest.archive.sha256),
      objectKeys.manifest(commit),
    ]),
  );
});

test('where upstream has none, the environment builds its own', async () => {
  expect(await bring()).toEqual([
    expect.stringMatching(/^stg: dev has no bundle of [0-9a-f]{8}, so it is built here$/),
  ]);
  expect(await keys('stg')).toEqual([]);
});

test('where bundles are pulled, the mark alone is left', async () => {
  const { digest } = await bundle('dev');
  expect(await bring({ bundles: 'pull' })).toEqual([]);
  expect(await keys('stg')).toEqual([objectKeys.promotion(commit, digest)]);
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
  test('that a build has stored and noted for a commit that it did not build', async () => {
    const innocent = commit;
    commit = pipelines.commit('Evil');
    const evil = await bundle('dev', 'villain');
    commit = innocent;
    await put('dev', objectKeys.note(innocent, await release('dev', 'none')), nothing);
    // By the old key, by a note with the evil execution, and by a note with an execution that never was.
    await put(
      'dev',
      objectKeys.manifest(innocent),
      JSON.stringify({ ...evil, version: 1, commit }),
    );
    await put('dev', objectKeys.archive(innocent, evil.archive.sha256), archive);
    await put('dev', objectKeys.note(innocent, 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'), nothing);
    expect(await bring()).toEqual([expect.stringContaining('so it is built here')]);
    expect(await keys('stg')).toEqual([]);
  });

  test('over another one of the commit', async () => {
    await bundle('dev');
    await bundle('stg', 'another');
    await expect(bring()).rejects.toMatchObject({
      code: 'BUNDLE_DIFFERS',
      message: expect.stringContaining('the build is not reproducible'),
    });
    const before = await keys('stg');
    expect(await bring({ keepsOwn: true })).toEqual([
      expect.stringMatching(/^stg: has a bundle of its own, .*: its own is deployed$/),
    ]);
    expect(await keys('stg')).toEqual(before);
  });

  test('where its archive is another one than its manifest says', async () => {
    const { digest, archive: of } = await bundle('dev');
    await put('dev', objectKeys.bundleArchive(digest, of.sha256), 'what a thief left');
    await expect(bring()).rejects.toMatchObject({
      code: 'BUNDLE_BROKEN',
      message: expect.stringContaining('in dev cannot be used: it is not what its manifest says'),
    });
    expect(await keys('stg')).toEqual([]);
  });

  test('where its archive has gone: it is built anew, and that is said', async () => {
    const { digest, archive: of } = await bundle('dev');
    await remove('dev', objectKeys.bundleArchive(digest, of.sha256));
    expect(await bring()).toEqual([
      expect.stringMatching(/^stg: dev has lost the bundle .* of .*, so it is built here$/),
    ]);
    expect(await keys('stg')).toEqual([]);
  });

  test('where its manifest is that of other files', async () => {
    const { digest } = await bundle('dev');
    await put('dev', objectKeys.bundleManifest(digest), JSON.stringify(bundleOf('other')));
    await expect(bring()).rejects.toMatchObject({ code: 'BUNDLE_BROKEN' });
  });
});

describe('on the way back', () => {
  test('nothing is brought where the environment has it all', async () => {
    await bundle('stg');
    const before = await keys('stg');
    expect(await back()).toEqual([]);
    expect(await keys('stg')).toEqual(before);
  });

  test('a bundle that was lost comes from the environment before', async () => {
    const manifest = await bundle('stg');
    await bundle('dev');
    for (const key of own(manifest)) await remove('stg', key);
    expect(await back()).toEqual([
      expect.stringMatching(/^stg: has lost the bundle [0-9a-f]{8} of [0-9a-f]{8}$/),
      expect.stringMatching(/^stg: copying the bundle [0-9a-f]{8} \(17 bytes\) from dev$/),
    ]);
    expect(await keys('stg')).toEqual(expect.arrayContaining(own(manifest)));
  });

  test.each([false, true])(
    'a bundle that the one before has lost too, or that has none before it, comes from a later one: %s',
    async (isFirst) => {
      const manifest = await bundle('stg');
      await store('prd');
      for (const key of own(manifest)) await remove('stg', key);
      expect(await back({ isFirst })).toEqual([
        expect.stringMatching(/^stg: has lost the bundle [0-9a-f]{8} of [0-9a-f]{8}$/),
        expect.stringMatching(/^stg: copying the bundle [0-9a-f]{8} \(17 bytes\) from prd$/),
      ]);
      expect(await keys('stg')).toEqual(expect.arrayContaining(own(manifest)));
      const marks = (await keys('stg')).filter((key) => key.startsWith(objectKeys.promoted));
      expect(marks).toEqual(isFirst ? [] : [objectKeys.promotion(commit, manifest.digest)]);
    },
  );

  test('another bundle of the commit in a later environment is not taken', async () => {
    const manifest = await bundle('stg');
    await store('prd', 'another');
    for (const key of own(manifest)) await remove('stg', key);
    expect(await back()).toEqual([expect.stringMatching(/has lost .*, so it is built again$/)]);
  });

  test('a bundle that was promoted and lost is not replaced by another one, of which there would be two marks', async () => {
    const manifest = await bundle('stg');
    await put('stg', objectKeys.promotion(commit, manifest.digest), nothing);
    await bundle('dev', 'another');
    for (const key of own(manifest)) await remove('stg', key);
    expect(await back()).toEqual([expect.stringMatching(/has lost .*, so it is built again$/)]);
    const marks = (await keys('stg')).filter((key) => key.startsWith(objectKeys.promoted));
    expect(marks).toEqual([objectKeys.promotion(commit, manifest.digest)]);
  });

  test('a bundle that nobody has is built again, which is said first', async () => {
    const manifest = await bundle('stg');
    for (const key of own(manifest)) await remove('stg', key);
    expect(await back()).toEqual([expect.stringMatching(/has lost .*, so it is built again$/)]);
    expect(await back({ bundles: 'rebuild' })).toEqual([
      expect.stringMatching(/has lost .*, so it is built again$/),
    ]);
  });

  test('a release from before there were marks gets one where bundles are pulled', async () => {
    const { digest } = await bundle('stg');
    expect(await back({ bundles: 'pull' })).toEqual([]);
    expect(await keys('stg')).toContain(objectKeys.promotion(commit, digest));
  });
});

test("an account that does not answer stands in nobody's way who skips it", async () => {
  const { said, progress } = listening();
  const open = await openRepository(pipelines.environment('stg'));
  const upstream = closedEnvironment({ ...pipelines.environment('dev'), profile: 'nobody' });
  const move: Move = {
    open,
    upstream,
    commit,
    place: { cwd: pipelines.root },
    override: { guards: ['skip-upstream'], reason: 'the house burns', isNamed: true },
    spelling: 'gitenv',
    follow: false,
  };
  await bringTestedBundle(move, {}, progress);
  expect(said).toEqual([expect.stringMatching(/^stg: the bundle of dev cannot be brought \(/)]);
  const obeying = { ...move, override: { guards: [], reason: undefined, isNamed: true } };
  await expect(bringTestedBundle(obeying, {}, progress)).rejects.toMatchObject({
    code: 'NO_CREDENTIALS',
  });
});
