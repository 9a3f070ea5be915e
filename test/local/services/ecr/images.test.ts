import fs from 'node:fs';
import { startMachine, type TestMachine, testAccount } from '../../machine';
import { send } from '../../signed';
import { recordEvents } from '../events/recorder';
import { configOf, imageType, indexType, manifestOf, Registry, sha256 } from './registry';

let machine: TestMachine;
let registry: Registry;
let repositoryName: string;
let count = 0;
let now: Date;
beforeAll(async () => {
  machine = await startMachine({ now: () => now });
  registry = new Registry(machine);
});
afterAll(() => machine.destroy());
beforeEach(async () => {
  now = new Date();
  count += 1;
  repositoryName = `app-${count}`;
  await registry.call('CreateRepository', { repositoryName });
});

const call = (operation: string, input: object = {}) =>
  registry.call(operation, { repositoryName, ...input });
const begin = async () => (await call('InitiateLayerUpload')).uploadId;
const part = (uploadId: unknown, partFirstByte: number, text: string, length = text.length) =>
  call('UploadLayerPart', {
    uploadId,
    partFirstByte,
    partLastByte: partFirstByte + length - 1,
    layerPartBlob: Buffer.from(text).toString('base64'),
  });

describe('a layer', () => {
  test('is uploaded in parts and comes back as it was, whatever its size', async () => {
    const data = Buffer.alloc(45 * 1024 * 1024, 'layer ');
    const { partSize } = await call('InitiateLayerUpload');
    expect(partSize).toBe(20 * 1024 * 1024);
    const digest = await registry.upload(repositoryName, data, Number(partSize));
    const layerDigests = [digest, sha256('missing'), 'sha256:short'];
    expect(await call('BatchCheckLayerAvailability', { layerDigests })).toEqual({
      layers: [
        { layerDigest: digest, layerAvailability: 'AVAILABLE', layerSize: data.length },
        { layerDigest: sha256('missing'), layerAvailability: 'UNAVAILABLE' },
      ],
      failures: [
        {
          layerDigest: 'sha256:short',
          failureCode: 'InvalidLayerDigest',
          failureReason: expect.any(String),
        },
      ],
    });
    const config = configOf('large');
    await registry.upload(repositoryName, Buffer.from(config));
    const imageManifest = JSON.stringify({
      ...JSON.parse(manifestOf('large')),
      layers: [{ digest, size: data.length }],
    });
    await call('PutImage', { imageManifest, imageTag: 'large' });
    expect((await registry.download(repositoryName, digest)).equals(data)).toBe(true);
  });

  test('takes parts only one after the other', async () => {
    const uploadId = await begin();
    expect(await part(uploadId, 0, 'first')).toEqual({
      registryId: testAccount,
      repositoryName,
      uploadId,
      lastByteReceived: 4,
    });
    const invalid = { name: 'InvalidLayerPartException', members: { lastValidByteReceived: 4 } };
    await expect(part(uploadId, 6, 'gap')).rejects.toMatchObject(invalid);
    await expect(part(uploadId, 0, 'again')).rejects.toMatchObject(invalid);
    await expect(part(uploadId, 5, 'longer', 3)).rejects.toMatchObject(invalid);
    await expect(part('no-upload', 0, 'x')).rejects.toMatchObject({
      name: 'UploadNotFoundException',
    });
  });

  test('is refused when it is not what it was said to be, empty, or in too small parts', async () => {
    const complete = (uploadId: unknown, text: string) =>
      call('CompleteLayerUpload', { uploadId, layerDigests: [sha256(text)] });
    const uploadId = await begin();
    await expect(complete(uploadId, '')).rejects.toMatchObject({ name: 'EmptyUploadException' });
    await part(uploadId, 0, 'one');
    await expect(complete(uploadId, 'other')).rejects.toMatchObject({
      name: 'InvalidLayerException',
    });
    await part(uploadId, 3, 'two');
    await expect(complete(uploadId, 'onetwo')).rejects.toMatchObject({
      name: 'LayerPartTooSmallException',
    });
    const { layers } = (await call('BatchCheckLayerAvailability', {
      layerDigests: [sha256('other')],
    })) as { layers: object[] };
    expect(layers).toMatchObject([{ layerAvailability: 'UNAVAILABLE' }]);
  });

  test('is kept once in a repository', async () => {
    await registry.upload(repositoryName, Buffer.from('same'));
    await expect(registry.upload(repositoryName, Buffer.from('same'))).rejects.toMatchObject({
      name: 'LayerAlreadyExistsException',
    });
  });

  test('is handed out only as a part of an image, at an address that does not last', async () => {
    const url = async (layerDigest: string) =>
      new URL(String((await call('GetDownloadUrlForLayer', { layerDigest })).downloadUrl));
    await expect(url(sha256('missing'))).rejects.toMatchObject({ name: 'LayersNotFoundException' });
    await registry.upload(repositoryName, Buffer.from('alone'));
    await expect(url(sha256('alone'))).rejects.toMatchObject({
      name: 'LayerInaccessibleException',
    });
    await registry.push(repositoryName, 'content');
    const { origin, pathname } = await url(sha256('content'));
    expect(origin).toBe(machine.endpoint);
    const get = (path: string, method = 'GET') => send(machine, method, path);
    expect((await get(pathname)).body.toString()).toBe('content');
    expect((await get(pathname, 'HEAD')).headers['content-length']).toBe('7');
    expect((await get(pathname, 'PUT')).status).toBe(405);
    expect((await get(`${pathname.slice(0, -1)}x`)).status).toBe(403);
    expect((await get('/_ecr/layers/../../x')).status).toBe(403);
    now = new Date(now.getTime() + 61 * 60_000);
    expect((await get(pathname)).status).toBe(403);
  });

  test('that is being uploaded survives a restart', async () => {
    const uploadId = await begin();
    await part(uploadId, 0, 'x'.repeat(5 * 1024 * 1024));
    machine = await machine.restart();
    registry = new Registry(machine);
    await part(uploadId, 5 * 1024 * 1024, 'end');
    const data = `${'x'.repeat(5 * 1024 * 1024)}end`;
    expect(
      await call('CompleteLayerUpload', { uploadId, layerDigests: [sha256(data)] }),
    ).toMatchObject({ layerDigest: sha256(data) });
    const context = machine.machine.context(
      { account: testAccount, arn: '', userId: '', accessKeyId: '' },
      'eu-west-1',
    );
    const files = fs.readdirSync(`${context.directory}/ecr/data/${repositoryName}`);
    expect(files).toEqual([sha256(data).replace(':', '-')]);
  });
});

describe('an image', () => {
  test('is got by tag and by digest, exactly as it was put', async () => {
    const { manifest, digest } = await registry.push(repositoryName, 'content', 'v1');
    const image = (imageId: object) => ({
      registryId: testAccount,
      repositoryName,
      imageId,
      imageManifest: manifest,
      imageManifestMediaType: imageType,
    });
    const ids = [
      { imageTag: 'v1' },
      { imageDigest: digest },
      { imageDigest: digest, imageTag: 'v1' },
    ];
    expect(await call('BatchGetImage', { imageIds: ids })).toEqual({
      images: [
        image({ imageDigest: digest, imageTag: 'v1' }),
        image({ imageDigest: digest }),
        image({ imageDigest: digest, imageTag: 'v1' }),
      ],
      failures: [],
    });
  });

  test('that cannot be had is told among the failures', async () => {
    const { digest } = await registry.push(repositoryName, 'content', 'v1');
    const imageIds = [
      { imageTag: 'v2' },
      { imageDigest: sha256('x') },
      { imageDigest: 'x' },
      {},
      { imageDigest: digest, imageTag: 'v2' },
    ];
    const codes = async (input: object) => {
      const { failures } = await call('BatchGetImage', input);
      return (failures as { failureCode: string }[]).map(({ failureCode }) => failureCode);
    };
    expect(await codes({ imageIds })).toEqual([
      'ImageNotFound',
      'ImageNotFound',
      'InvalidImageDigest',
      'MissingDigestAndTag',
      'ImageTagDoesNotMatchDigest',
    ]);
    const tagged = { imageIds: [{ imageTag: 'v1' }] };
    expect(await codes({ ...tagged, acceptedMediaTypes: [indexType] })).toEqual([
      'UnsupportedImageType',
    ]);
    expect(await codes({ ...tagged, acceptedMediaTypes: [indexType, imageType] })).toEqual([]);
  });

  test('needs its layers, a manifest that is one, and the digest it was said to have', async () => {
    const put = (imageManifest: string, more: object = {}) =>
      call('PutImage', { imageManifest, ...more });
    const whole = JSON.parse(manifestOf('content'));
    await expect(put(manifestOf('content'))).rejects.toMatchObject({
      name: 'LayersNotFoundException',
    });
    const unusable = ['{', '7', '{}', JSON.stringify({ ...whole, layers: [{ digest: 'x' }] })];
    for (const manifest of unusable)
      await expect(put(manifest)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(put(manifestOf('content'), { imageTag: 'a b' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await registry.push(repositoryName, 'content');
    await expect(
      put(manifestOf('content'), { imageTag: 'v1', imageDigest: sha256('other') }),
    ).rejects.toMatchObject({ name: 'ImageDigestDoesNotMatchException' });
    await put(manifestOf('content'), {
      imageTag: 'v1',
      imageDigest: sha256(manifestOf('content')),
    });
    const { mediaType, ...bare } = whole;
    await expect(put(JSON.stringify(bare))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await put(JSON.stringify(bare), { imageManifestMediaType: mediaType });
  });

  test('may have several tags, and a tag moves where it may', async () => {
    const one = await registry.push(repositoryName, 'one', 'v1');
    await registry.push(repositoryName, 'one', 'latest');
    const two = await registry.push(repositoryName, 'two', 'latest');
    expect(await call('ListImages')).toEqual({
      imageIds: [
        { imageDigest: one.digest, imageTag: 'v1' },
        { imageDigest: two.digest, imageTag: 'latest' },
      ],
    });
    await registry.push(repositoryName, 'two', 'v1');
    expect(await call('ListImages', { filter: { tagStatus: 'UNTAGGED' } })).toEqual({
      imageIds: [{ imageDigest: one.digest }],
    });
  });

  test('that is there already with its tag is not put again', async () => {
    await registry.push(repositoryName, 'one', 'v1');
    await expect(registry.push(repositoryName, 'one', 'v1')).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
    });
    await expect(registry.push(repositoryName, 'one')).rejects.toMatchObject({
      name: 'ImageAlreadyExistsException',
    });
  });

  test('keeps its tag in a repository of immutable tags, but for those excepted', async () => {
    await call('PutImageTagMutability', {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
    });
    const { digest } = await registry.push(repositoryName, 'one', 'v1');
    await registry.push(repositoryName, 'one', 'dev-a');
    await expect(registry.push(repositoryName, 'two', 'v1')).rejects.toMatchObject({
      name: 'ImageTagAlreadyExistsException',
    });
    await registry.push(repositoryName, 'two', 'dev-a');
    const imageIds = [{ imageTag: 'v1' }];
    expect(await call('BatchGetImage', { imageIds })).toMatchObject({
      images: [{ imageId: { imageDigest: digest } }],
    });
  });

  test('is described with its size, tags and type', async () => {
    const { digest } = await registry.push(repositoryName, 'content', 'v1');
    const described = await call('DescribeImages', { imageIds: [{ imageTag: 'v1' }] });
    expect(described).toEqual({
      imageDetails: [
        {
          registryId: testAccount,
          repositoryName,
          imageDigest: digest,
          imageTags: ['v1'],
          imageSizeInBytes: 'content'.length + configOf('content').length,
          imagePushedAt: expect.any(Number),
          imageManifestMediaType: imageType,
          artifactMediaType: 'application/vnd.oci.image.config.v1+json',
        },
      ],
    });
    expect(await call('DescribeImages')).toEqual(described);
    await expect(call('DescribeImages', { imageIds: [{ imageTag: 'v2' }] })).rejects.toMatchObject({
      name: 'ImageNotFoundException',
    });
  });

  test('goes with its last tag, or at once by its digest', async () => {
    const one = await registry.push(repositoryName, 'one', 'v1');
    await registry.push(repositoryName, 'one', 'v2');
    const remove = (...imageIds: object[]) => call('BatchDeleteImage', { imageIds });
    expect(await remove({ imageTag: 'v1' }, { imageTag: 'v9' })).toMatchObject({
      imageIds: [{ imageDigest: one.digest, imageTag: 'v1' }],
      failures: [{ imageId: { imageTag: 'v9' }, failureCode: 'ImageNotFound' }],
    });
    expect(await call('ListImages')).toMatchObject({ imageIds: [{ imageTag: 'v2' }] });
    await remove({ imageTag: 'v2' });
    expect(await call('ListImages')).toEqual({ imageIds: [] });
    await registry.push(repositoryName, 'one', 'v1');
    await registry.push(repositoryName, 'one', 'v2');
    expect(await remove({ imageDigest: one.digest })).toMatchObject({
      imageIds: [{ imageTag: 'v1' }, { imageTag: 'v2' }],
    });
    expect(await call('ListImages')).toEqual({ imageIds: [] });
  });

  test('of an index is there first, and stays as long as the index', async () => {
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: indexType,
      manifests: [{ mediaType: imageType, digest: sha256(manifestOf('arm')), size: 1 }],
    });
    const put = () => call('PutImage', { imageManifest: index, imageTag: 'all' });
    await expect(put()).rejects.toMatchObject({ name: 'ReferencedImagesNotFoundException' });
    const { digest } = await registry.push(repositoryName, 'arm');
    await put();
    expect(await call('BatchDeleteImage', { imageIds: [{ imageDigest: digest }] })).toMatchObject({
      imageIds: [],
      failures: [{ failureCode: 'ImageReferencedByManifestList' }],
    });
    await call('BatchDeleteImage', { imageIds: [{ imageTag: 'all' }] });
    await call('BatchDeleteImage', { imageIds: [{ imageDigest: digest }] });
    expect(await call('ListImages')).toEqual({ imageIds: [] });
  });

  test('that is pushed is an event', async () => {
    const events = await recordEvents(machine);
    const { digest } = await registry.push(repositoryName, 'content', 'v1');
    const pushed = (await events()).filter(({ source }) => source === 'aws.ecr');
    expect(pushed).toMatchObject([
      {
        'detail-type': 'ECR Image Action',
        detail: {
          'action-type': 'PUSH',
          result: 'SUCCESS',
          'repository-name': repositoryName,
          'image-digest': digest,
          'image-tag': 'v1',
        },
      },
    ]);
  });
});
