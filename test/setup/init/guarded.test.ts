import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { sha256Of } from '../../../lib/bundle/manifest';
import { outputs, parameters } from '../../../lib/contract';
import type { InitOptions } from '../../../lib/setup/init/init';
import { template } from '../../bootstrap/template';
import { accounts, type InitStage, setInitStage } from './stage';

let stage: InitStage;
beforeAll(async () => {
  stage = await setInitStage();
});
afterAll(() => stage.destroy());

const init = (environments: string[], more: Partial<InitOptions> = {}) =>
  stage.init(environments, { template: JSON.stringify(template()), ...more });

type Name = keyof typeof accounts;
const settings = (environment: Name) => stage.machine.client(accounts[environment]);

async function stackOf(environment: Name) {
  const client = new CloudFormationClient(settings(environment));
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({}));
  const value = (key: string) =>
    stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
  return {
    mode: value(parameters.guarded),
    program: value(parameters.guardProgram),
    bucket: stack?.Outputs?.find(({ OutputKey }) => OutputKey === outputs.bucket)?.OutputValue,
  };
}

async function programsIn(environment: Name): Promise<string[]> {
  const s3 = new S3Client(settings(environment));
  const { bucket: Bucket } = await stackOf(environment);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'guard/' }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return `${Key} ${await Body?.transformToString()}`;
    }),
  );
}

async function keysIn(environment: Name): Promise<number> {
  const { Keys = [] } = await new KMSClient(settings(environment)).send(new ListKeysCommand({}));
  return Keys.length;
}

const stored = (text: string) => `guard/${sha256Of(text)}.cjs ${text}`;

test('an environment that asks for no guard has no key, and no program in its bucket', async () => {
  await init(['dev', 'stg', 'prd']);
  for (const name of ['dev', 'stg', 'prd'] as const) {
    expect(await stackOf(name)).toMatchObject({ mode: 'no', program: '' });
    expect([await keysIn(name), await programsIn(name)]).toEqual([0, []]);
  }
});

test('one that asks for it gets it, with the program under its digest, and is told what the one before it needs', async () => {
  const guardProgram = Buffer.from('// one');
  const { events } = await init(['prd'], { guardProgram, settings: { guarded: true } });
  expect(events).toContainEqual({ kind: 'noProofKey', environment: 'prd', upstream: 'stg' });
  expect(JSON.parse(stage.read('gitenv.json')).environments.prd.guarded).toBe(true);
  // Nobody can prove anything yet: the gate only tells.
  expect(await stackOf('prd')).toMatchObject({ mode: 'warn', program: sha256Of('// one') });
  expect([await keysIn('prd'), await programsIn('prd')]).toEqual([1, [stored('// one')]]);
});

test('the environment before it records what it releases, once its own init runs next, and those before that do not', async () => {
  await init(['dev', 'stg'], { guardProgram: Buffer.from('// one') });
  expect(await stackOf('stg')).toMatchObject({ mode: 'records', program: sha256Of('// one') });
  expect(await stackOf('dev')).toMatchObject({ mode: 'no' });
  expect([await keysIn('stg'), await keysIn('dev')]).toEqual([1, 0]);
});

test('an upgrade stores another program beside the one before it, and says nothing of proofs again', async () => {
  const { events } = await init(['prd'], { guardProgram: Buffer.from('// two') });
  expect(events.filter(({ kind }) => kind === 'noProofKey')).toEqual([]);
  expect(await stackOf('prd')).toMatchObject({ mode: 'yes', program: sha256Of('// two') });
  expect(await programsIn('prd')).toEqual([stored('// one'), stored('// two')].sort());
});

test('turned off, nothing of it is left but the key and the bucket, which have the records', async () => {
  await init(['prd'], { settings: { guarded: false } });
  expect(await stackOf('prd')).toMatchObject({ mode: 'no', program: '' });
  expect(await programsIn('prd')).toHaveLength(2);
});
