import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/object-keys';
import { policyFor } from '../../lib/release/rights/policy';
import { People, placeIn } from '../setup/doctor/person-stage';
import { KitStage } from './going-back';

const build = '#!/usr/bin/env bash\necho "made of $GITENV_COMMIT" >product\n';
const words = ['prune', 'dev', '--keep', '0', '--older', '0m', '--yes'];

let kit: KitStage;
let bucket: string;
beforeEach(async () => {
  kit = await KitStage.set();
  await kit.install();
  kit.useKit('script');
  kit.write('build', build, 0o755);
  kit.write('deploy', '#!/usr/bin/env bash\ncat product\n', 0o755);
  bucket = await kit.bucket();
});
afterEach(() => kit.destroy());

async function bundleKeys(ending: string): Promise<string[]> {
  const s3 = new S3Client(kit.stage.machine.client());
  const input = { Bucket: bucket, Prefix: objectKeys.bundles };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(input));
  return Contents.map(({ Key = '' }) => Key).filter((key) => key.endsWith(ending));
}

test('a prune that ends half way leaves nothing that is taken for whole, and the next one finishes it', async () => {
  const [first, second] = [await kit.release('First'), await kit.release('Second')];
  await kit.release('Third');
  const at = await placeIn(kit.stage);
  const { Statement } = policyFor(['prune'], at);
  const archives = {
    Effect: 'Deny',
    Action: ['s3:DeleteObject'],
    Resource: [`arn:aws:s3:::${bucket}/bundles/*.zip`],
  };
  const policy = { Version: '2012-10-17', Statement: [...Statement, archives] };
  const env = await new People(kit.stage).has({ dev: policy });
  const refused = await kit.stage.gitenv(words, { env });
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toContain('s3:DeleteObject');
  expect(await bundleKeys('/manifest.json')).toHaveLength(1);
  expect(await bundleKeys('.zip')).toHaveLength(3);

  const back = await kit.stage.gitenv(['rollback', 'dev', '--yes']);
  expect(back.stderr).toContain('so it is built again');
  expect(back.stderr).toContain(`made of ${second}`);
  expect(back.exitCode).toBe(0);
  expect(await bundleKeys('/manifest.json')).toHaveLength(2);

  const pruned = await kit.stage.gitenv(words);
  expect(pruned).toMatchObject({ exitCode: 0 });
  expect(await bundleKeys('/manifest.json')).toHaveLength(1);
  expect(await bundleKeys('.zip')).toHaveLength(1);
  const again = await kit.stage.gitenv(['rollback', 'dev', '--to', first, '--yes']);
  expect(again.stderr).toContain('so it is built again');
  expect(again.exitCode).toBe(0);
});
