import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { objects } from '../../../lib/local/services/s3/model/records';
import { install, type Stage, setStage } from '../../deploy/stage';
import { testAccount, testRegion } from '../../local/machine';
import { placeIn } from './person-stage';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await install(stage);
});
afterEach(() => stage.destroy());

/** What doctor says of bundles. */
async function findings(): Promise<object[]> {
  const { stdout } = await stage.gitenv(['doctor', '--json']);
  const { findings: all } = JSON.parse(stdout) as { findings: { check: string }[] };
  return all.filter(({ check }) => check === 'bundles');
}

/** Has an object count as one of so many bytes, as far as anybody lists it. */
async function store(Key: string, size: number): Promise<string> {
  const { bucket: Bucket } = await placeIn(stage);
  const input = { Bucket, Key, Body: 'x', IfNoneMatch: '*' };
  await new S3Client(stage.machine.client()).send(new PutObjectCommand(input));
  const caller = { account: testAccount, arn: '', userId: '', accessKeyId: '' };
  const context = stage.machine.machine.context(caller, testRegion);
  const bucket = { name: Bucket, account: testAccount, region: testRegion };
  const records = objects({ ...bucket, createdAt: '', settings: {} }, context);
  const found = records.get(Key);
  if (!found) throw new Error('the object is not there');
  records.put(Key, { ...found, versions: found.versions.map((it) => ({ ...it, size })) });
  return Bucket;
}

test('doctor proposes to prune from 10 GB of bundles and assets on', async () => {
  await store('bundles/a', 9e9);
  await store('packaged/a', 9e9);
  expect(await findings()).toEqual([]);
  const bucket = await store('assets/a', 1e9);
  expect(await findings()).toMatchObject([
    {
      environment: 'dev',
      outcome: 'warning',
      message: `${bucket} has more than 10.0 GB of bundles and assets`,
      fix: 'gitenv prune dev --dry-run',
    },
  ]);
});
