import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { sha256Of } from '../../../lib/bundle/manifest';
import { namesOf, outputs, parameters } from '../../../lib/contract';
import { guardParameters } from '../../../lib/guard-names';
import type { InitOptions } from '../../../lib/setup/init/init';
import { guardTemplate, template } from '../../bootstrap/template';
import { accounts, type InitStage, impossible, type Run, setInitStage } from './stage';

let stage: InitStage;
beforeAll(async () => {
  stage = await setInitStage();
});
afterAll(() => stage.destroy());

const names = namesOf('my-shop');
const guardWith = (program: string) => ({
  template: JSON.stringify(guardTemplate()),
  program: Buffer.from(program),
});
const init = (environments: string[], more: Partial<InitOptions> = {}) =>
  stage.init(environments, {
    template: JSON.stringify(template()),
    guard: guardWith('// one'),
    ...more,
  });

type Name = keyof typeof accounts;
const settings = (environment: Name) => stage.machine.client(accounts[environment]);

async function stackNamed(environment: Name, StackName: string) {
  const client = new CloudFormationClient(settings(environment));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  const stack = Stacks.find((it) => it.StackName === StackName);
  const value = (key: string) =>
    stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
  return { stack, value };
}

/** The environment's stack and that of its guard. */
async function stackOf(environment: Name) {
  const own = await stackNamed(environment, names.stack);
  const guard = await stackNamed(environment, names.guardStack);
  const bucket = own.stack?.Outputs?.find(({ OutputKey }) => OutputKey === outputs.bucket);
  return {
    gate: own.value(parameters.guarded),
    mode: guard.value(guardParameters.guarded),
    program: guard.value(guardParameters.program),
    bucket: bucket?.OutputValue,
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
    expect(await stackOf(name)).toMatchObject({ gate: 'no', mode: undefined });
    expect([await keysIn(name), await programsIn(name)]).toEqual([0, []]);
  }
});

test('one that asks for it gets it, with the program under its digest, and is told what the one before it needs', async () => {
  const { events } = await init(['prd'], { settings: { guarded: true } });
  expect(events).toContainEqual({ kind: 'noProofKey', environment: 'prd', upstream: 'stg' });
  expect(JSON.parse(stage.read('gitenv.json')).environments.prd.guarded).toBe(true);
  // Nobody can prove anything yet: the gate only tells.
  expect(await stackOf('prd')).toMatchObject({
    gate: 'yes',
    mode: 'warn',
    program: sha256Of('// one'),
  });
  expect([await keysIn('prd'), await programsIn('prd')]).toEqual([1, [stored('// one')]]);
});

test('the environment before it records what it releases, once its own init runs next, and those before that do not', async () => {
  await init(['dev', 'stg']);
  expect(await stackOf('stg')).toMatchObject({
    gate: 'no',
    mode: 'records',
    program: sha256Of('// one'),
  });
  expect(await stackOf('dev')).toMatchObject({ gate: 'no', mode: undefined });
  expect([await keysIn('stg'), await keysIn('dev')]).toEqual([1, 0]);
});

test('an upgrade stores another program beside the one before it, and says nothing of proofs again', async () => {
  const { events } = await init(['prd'], { guard: guardWith('// two') });
  expect(events.filter(({ kind }) => kind === 'noProofKey')).toEqual([]);
  expect(await stackOf('prd')).toMatchObject({
    gate: 'yes',
    mode: 'yes',
    program: sha256Of('// two'),
  });
  expect(await programsIn('prd')).toEqual([stored('// one'), stored('// two')].sort());
});

const done = (events: Run['events']) =>
  events.flatMap((it) =>
    it.kind === 'progress' && it.event.isStack && it.event.status.endsWith('_COMPLETE')
      ? [`${it.event.logicalId} ${it.event.status}`]
      : [],
  );
const planned = (events: Run['events']) =>
  events.flatMap((it) => (it.kind === 'planned' ? [it.guard?.becomes] : []));

test('turned off, nothing of it is left but the key and the bucket, which have the records: the pipeline loses its gate first', async () => {
  const { events } = await init(['prd'], { settings: { guarded: false } });
  expect(planned(events)).toEqual(['gone']);
  expect(done(events)).toEqual([
    `${names.stack} UPDATE_COMPLETE`,
    `${names.guardStack} DELETE_COMPLETE`,
  ]);
  expect(await stackOf('prd')).toMatchObject({ gate: 'no', mode: undefined });
  expect([await keysIn('prd'), await programsIn('prd')]).toEqual([1, expect.any(Array)]);
  expect(await programsIn('prd')).toHaveLength(2);
});

test('turned on again, the guard is there before the pipeline asks it', async () => {
  const { events } = await init(['prd'], { settings: { guarded: true } });
  expect(planned(events)).toEqual(['new']);
  expect(done(events)).toEqual([
    `${names.guardStack} CREATE_COMPLETE`,
    `${names.stack} UPDATE_COMPLETE`,
  ]);
  expect(await stackOf('prd')).toMatchObject({ gate: 'yes', mode: 'yes' });
});

function impossibleGuard() {
  const { Resources, ...rest } = guardTemplate();
  return { ...rest, Resources: { ...Resources, ...impossible } };
}

test('with a guard that cannot be made the pipeline stays as it is, and the next run goes on from there', async () => {
  await init(['prd'], { settings: { guarded: false } });
  const guard = { ...guardWith('// one'), template: JSON.stringify(impossibleGuard()) };
  const { error } = await init(['prd'], { guard, settings: { guarded: 'warn' } });
  expect(error?.code).toBe('STACK_FAILED');
  expect(await stackOf('prd')).toMatchObject({ gate: 'no' });
  const again = await stage.init(
    ['prd'],
    {
      template: JSON.stringify(template()),
      guard: guardWith('// one'),
      settings: { guarded: 'warn' },
    },
    { confirm: true, replace: true },
  );
  expect(again.error).toBeUndefined();
  expect(await stackOf('prd')).toMatchObject({ gate: 'yes', mode: 'warn' });
});

test('in a new environment it comes after the bucket, which is said before; a run that ended between the two is made good by the next', async () => {
  const other = await setInitStage();
  const run = (guard = guardWith('// one')) =>
    other.init(
      ['dev'],
      { template: JSON.stringify(template()), guard, settings: { guarded: true } },
      { confirm: true, replace: true },
    );
  try {
    const broken = await run({
      ...guardWith('// one'),
      template: JSON.stringify(impossibleGuard()),
    });
    expect(planned(broken.events)).toEqual(['following']);
    expect(done(broken.events)).toEqual([
      `${names.stack} CREATE_COMPLETE`,
      `${names.guardStack} ROLLBACK_COMPLETE`,
    ]);
    expect(broken.error?.code).toBe('STACK_FAILED');
    const second = await run();
    expect(second.error).toBeUndefined();
    expect(planned(second.events)).toEqual(['new']);
    expect(done(second.events)).toEqual([
      `${names.guardStack} DELETE_COMPLETE`,
      `${names.guardStack} CREATE_COMPLETE`,
    ]);
    const third = await run();
    expect(third.events).toContainEqual({ kind: 'unchanged', environment: 'dev' });
  } finally {
    await other.destroy();
  }
});
