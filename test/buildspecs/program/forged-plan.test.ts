import fs from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { outputVariables } from '../../../lib/contract';
import { objectKeys } from '../../../lib/object-keys';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  bench.write('gitenv.json', '{"kit": "cloudformation"}');
  templateOf('planned');
  expect(await bench.buildspec('cloudformation', 'buildspec.yml')).toMatchObject({ status: 0 });
});
afterEach(() => bench.close());

function templateOf(value: string): void {
  const Properties = { Name: '/word', Type: 'String', Value: value };
  const Resources = { Word: { Type: 'AWS::SSM::Parameter', Properties } };
  bench.write('template.yml', JSON.stringify({ Resources }));
}

const handedOn = '.gitenv/release/plan.json';
const deploy = () => bench.buildspec('cloudformation', 'deployspec.yml');
const digest = () =>
  bench.words.kept.get(bench.execution)?.variables?.[outputVariables.planDigest] ?? '';
async function word(): Promise<string | undefined> {
  const ssm = new SSMClient(bench.machine.client());
  const found = await ssm.send(new GetParameterCommand({ Name: '/word' })).catch(() => undefined);
  return found?.Parameter?.Value;
}

/** A plan of the same release, which somebody else has made. */
function forge(): void {
  bench.write(handedOn, JSON.stringify({ ...JSON.parse(bench.read(handedOn)), saved: {} }));
}

test('a plan is kept under its digest, which the build exports', async () => {
  expect(await bench.keys('plans/')).toEqual([objectKeys.planOf(digest())]);
  const kept = JSON.parse(String(await bench.object(objectKeys.planOf(digest()))));
  expect(kept).toEqual(JSON.parse(bench.read(handedOn)));
});

test('a plan that was exchanged in what the build handed on is not applied', async () => {
  forge();
  expect(await deploy()).toMatchObject({ status: 0, stderr: '' });
  expect(await word()).toBe('planned');
});

test('a plan that was exchanged in the bucket is not applied, and is named', async () => {
  const Key = objectKeys.planOf(digest());
  await bench.s3.send(new PutObjectCommand({ Bucket: bench.bucket, Key, Body: '{"version":1}' }));
  expect(await deploy()).toMatchObject({ status: 1, stderr: expect.stringContaining(Key) });
  expect(await word()).toBeUndefined();
});

test('a plan of another release is not applied, whoever vouches for it', async () => {
  await bench.planned({ execution: '99999999-2222-4333-8444-555555555555' });
  const other = await deploy();
  await bench.planned({ commit: 'd'.repeat(40) });
  expect([other, await deploy()]).toMatchObject(
    [1, 2].map(() => ({ status: 1, stderr: expect.stringContaining('belongs to another') })),
  );
  expect(await word()).toBeUndefined();
});

test('a plan whose digest a buildspec of before does not export is taken as handed on, which is said', async () => {
  const { commit, variables } = bench.words.kept.get(bench.execution) ?? { commit: bench.commit };
  const { [outputVariables.planDigest]: _, ...before } = variables ?? {};
  bench.words.kept.set(bench.execution, { commit, variables: before });
  const { status, stdout } = await deploy();
  expect(status).toBe(0);
  expect(stdout).toContain('Add GITENV_PLAN_DIGEST to exported-variables in buildspec.yml.');
  expect(await word()).toBe('planned');
});

test('a deploy whose first input is the commit needs nothing of what the build handed on', async () => {
  fs.rmSync(path.join(bench.folder, '.gitenv/release'), { recursive: true });
  const built = fs.mkdtempSync(path.join(bench.folder, 'built-'));
  bench.env.CODEBUILD_SRC_DIR_Bundle = built;
  expect(await deploy()).toMatchObject({ status: 0, stderr: '' });
  expect(await word()).toBe('planned');
});
