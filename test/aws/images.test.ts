import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '../../lib/aws/call/caller';
import { copyImage } from '../../lib/aws/images/images';
import { startMachine, type TestMachine, testRegion } from '../local/machine';
import { imageType, indexType, manifestOf, Registry, sha256 } from '../local/services/ecr/registry';

const accounts = { dev: '111111111111', stg: '222222222222' };
const tag = 'c'.repeat(40);

let machine: TestMachine;
let dev: Registry;
let stg: Registry;
beforeEach(async () => {
  machine = await startMachine();
  dev = new Registry(machine, accounts.dev);
  stg = new Registry(machine, accounts.stg);
  await dev.call('CreateRepository', { repositoryName: 'orders' });
});
afterEach(() => machine.destroy());

function registry(account: string, endpoint = machine.endpoint): Caller {
  const { credentials } = machine.client(account);
  return { region: testRegion, endpoint: () => endpoint, credentials: async () => credentials };
}

const copy = (digest: string, more: { from?: Caller; to?: Caller } = {}) =>
  copyImage(more.from ?? registry(accounts.dev), more.to ?? registry(accounts.stg), {
    repository: 'orders',
    tag,
    digest,
  });

/** Between the copy and a registry: says what is asked for, and may end a request. */
async function between(onRequest: (operation: string) => 'pass' | 'cut') {
  const operations: string[] = [];
  const server = http.createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    operations.push(operation);
    if (onRequest(operation) === 'cut') {
      request.socket.destroy();
      return;
    }
    const { hostname, port } = new URL(machine.endpoint);
    const onward = http.request(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      },
    );
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    operations,
    endpoint: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe('copying an image to another account', () => {
  test('brings the same manifest, layers and tag, into a repository whose tags stay', async () => {
    const { digest, manifest } = await dev.push('orders', 'the layer', tag);
    expect(await copy(digest)).toBe('copied');
    const { images } = await stg.call('BatchGetImage', {
      repositoryName: 'orders',
      imageIds: [{ imageTag: tag }],
    });
    expect(images).toEqual([
      expect.objectContaining({
        imageId: { imageDigest: digest, imageTag: tag },
        imageManifest: manifest,
        imageManifestMediaType: imageType,
      }),
    ]);
    expect((await stg.download('orders', sha256('the layer'))).toString()).toBe('the layer');
    expect(await stg.call('DescribeRepositories')).toMatchObject({
      repositories: [{ repositoryName: 'orders', imageTagMutability: 'IMMUTABLE' }],
    });
  });

  test('a second time says that it is there', async () => {
    const { digest } = await dev.push('orders', 'the layer', tag);
    await copy(digest);
    expect(await copy(digest)).toBe('present');
  });

  test('uploads only layers that are not there', async () => {
    await stg.call('CreateRepository', { repositoryName: 'orders' });
    await stg.upload('orders', Buffer.from('the layer'));
    const { digest } = await dev.push('orders', 'the layer', tag);
    const proxy = await between(() => 'pass');
    await copy(digest, { to: registry(accounts.stg, proxy.endpoint) });
    expect(proxy.operations.filter((it) => it === 'InitiateLayerUpload')).toHaveLength(1);
    await proxy.close();
  });

  test('brings a layer that is larger than one part', async () => {
    const large = Buffer.alloc(45 * 1024 * 1024, 'x');
    await dev.upload('orders', large, 20 * 1024 * 1024);
    const imageManifest = JSON.stringify({
      ...JSON.parse(manifestOf('small')),
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar',
          digest: sha256(large),
          size: large.length,
        },
      ],
    });
    await dev.push('orders', 'small');
    await dev.call('PutImage', { repositoryName: 'orders', imageManifest, imageTag: tag });
    await copy(sha256(imageManifest));
    const arrived = await stg.download('orders', sha256(large));
    expect(sha256(arrived)).toBe(sha256(large));
  });

  test('brings what an index puts together first, untagged', async () => {
    const inner = [await dev.push('orders', 'amd64'), await dev.push('orders', 'arm64')];
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: indexType,
      manifests: inner.map(({ digest, manifest }) => ({
        mediaType: imageType,
        digest,
        size: manifest.length,
      })),
    });
    await dev.call('PutImage', { repositoryName: 'orders', imageManifest, imageTag: tag });
    expect(await copy(sha256(imageManifest))).toBe('copied');
    const { imageIds } = await stg.call('ListImages', { repositoryName: 'orders' });
    expect(imageIds).toHaveLength(3);
    expect(imageIds).toContainEqual({ imageDigest: sha256(imageManifest), imageTag: tag });
  });

  test('begins a layer anew where its upload is cut short', async () => {
    const { digest } = await dev.push('orders', 'the layer', tag);
    let cuts = 0;
    const proxy = await between((operation) =>
      // Each call is sent three times by itself.
      operation === 'UploadLayerPart' && ++cuts <= 3 ? 'cut' : 'pass',
    );
    expect(await copy(digest, { to: registry(accounts.stg, proxy.endpoint) })).toBe('copied');
    expect(cuts).toBeGreaterThan(3);
    await proxy.close();
  });
});

describe('an image is not copied', () => {
  test('where its tag names another one there', async () => {
    await stg.call('CreateRepository', { repositoryName: 'orders' });
    const other = await stg.push('orders', 'another', tag);
    const { digest } = await dev.push('orders', 'the layer', tag);
    await expect(copy(digest)).rejects.toMatchObject({
      code: 'BUNDLE_DIFFERS',
      message: expect.stringContaining(`names ${other.digest} already, and not ${digest}`),
    });
  });

  test('where it has gone', async () => {
    await expect(copy(sha256('gone'))).rejects.toMatchObject({
      code: 'BUNDLE_BROKEN',
      message: expect.stringContaining('it is not there'),
    });
  });
});
