import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AssemblyStack, FileAsset } from '../../../buildspecs/cdk/assembly';
import { assetKeys, publishAssets } from '../../../buildspecs/cdk/assets';
import { jobOf } from '../../../buildspecs/program/job/job';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  bench.write('site/index.html', 'good');
  bench.write('lambda.js', 'good');
});
afterEach(() => bench.close());

const sha = 'a'.repeat(64);
const destination = { bucketParameter: 'B', keyParameter: 'K', hashParameter: 'H' };
const folder: FileAsset = { sha, path: 'site', isFolder: true, destination };
const file: FileAsset = { sha, path: 'lambda.js', isFolder: false, destination };

async function publish(asset: FileAsset): Promise<string[]> {
  const said: string[] = [];
  const job = jobOf(bench.variables, (line) => said.push(line), bench.folder);
  const stack: Pick<AssemblyStack, 'assets'> = { assets: [asset] };
  await publishAssets(job, stack, bench.folder);
  return said;
}

describe.each([
  ['a folder', folder, `assets/${sha}.zip`, 'site/index.html'],
  ['a file', file, `assets/${sha}.js`, 'lambda.js'],
])('the asset of %s', (_, asset, Key, source) => {
  test('is published once', async () => {
    expect(await publish(asset)).toEqual([expect.stringContaining(`s3://${bench.bucket}/${Key}.`)]);
    expect(await publish(asset)).toEqual([]);
    expect(assetKeys({ assets: [asset] })).toEqual([Key]);
  });

  test('stops the deploy if a build of another commit has stored something else under its name', async () => {
    await bench.s3.send(new PutObjectCommand({ Bucket: bench.bucket, Key, Body: 'evil' }));
    await expect(publish(asset)).rejects.toMatchObject({
      code: 'BUNDLE_BROKEN',
      further: expect.stringContaining(`Delete ${Key} from the bucket`),
    });
  });

  test('stops the deploy if what was published under its name is of other files', async () => {
    bench.write(source, 'evil');
    await publish(asset);
    bench.write(source, 'good');
    await expect(publish(asset)).rejects.toMatchObject({ code: 'BUNDLE_BROKEN' });
  });
});

test('an asset that goes to a bucket of its own has no key in that of the environment', () => {
  const elsewhere = { ...file, destination: { bucket: 'cdk-assets', key: 'a.js' } };
  expect(assetKeys({ assets: [elsewhere, file] })).toEqual([`assets/${sha}.js`]);
});

test('the asset of a folder may have been packed otherwise by another version of Node', async () => {
  await publish(folder);
  const Key = `assets/${sha}.zip`;
  // The same zip with a comment at its end is another file, and holds the same.
  const zip = await bench.object(Key);
  const Body = Buffer.concat([zip, Buffer.from('!')]);
  Body.writeUInt16LE(1, Body.length - 3);
  await bench.s3.send(new PutObjectCommand({ Bucket: bench.bucket, Key, Body }));
  expect(await publish(folder)).toEqual([]);
});
