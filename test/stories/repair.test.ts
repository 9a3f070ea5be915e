import fs from 'node:fs';
import path from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { resource } from '../buildspecs/terraform/bench';
import { application } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { until } from '../local/until';
import { KitStage } from './going-back';
import { HeldStates } from './held-state';

const limit = `arn:aws:ssm:${testRegion}:${testAccount}:parameter/limit`;
const looks = ['ssm:GetParameters', 'ssm:GetParameter'];

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

const ssm = () => new SSMClient(kit.stage.machine.client());
const valueNow = async () =>
  (await ssm().send(new GetParameterCommand({ Name: '/limit' }))).Parameter?.Value;

async function changeByHand(Value: string): Promise<void> {
  await ssm().send(new PutParameterCommand({ Name: '/limit', Value, Overwrite: true }));
}

const template = (Value: string) => ({
  'template.yml': JSON.stringify({
    Resources: {
      Limit: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/limit', Type: 'String', Value },
      },
    },
  }),
});

const drift = (...more: string[]) => kit.stage.gitenv(['drift', 'dev', ...more]);

test('what was changed by hand in a stack is shown, and put back by a release of what runs', async () => {
  await kit.install({
    DeployPolicies: await kit.policy('limit', { [limit]: ['ssm:PutParameter', ...looks] }),
    BuildPolicies: await kit.policy('looks', { [limit]: looks }),
  });
  kit.useKit('cloudformation');
  await kit.release('First', template('1'));
  const clean = await drift('--repair');
  expect(clean).toMatchObject({ exitCode: 0 });
  expect(clean.stdout).toContain('dev is as ');
  await changeByHand('99');
  const unasked = await drift('--repair');
  expect(unasked.exitCode).toBe(6);
  expect(unasked.stderr).toContain(
    'Nothing was put back. To put it back: gitenv drift dev --repair --yes',
  );
  // A release of the same commit by itself leaves it: CloudFormation compares templates alone.
  expect((await kit.stage.gitenv(['redeploy', 'dev'])).exitCode).toBe(0);
  expect(await valueNow()).toBe('99');
  const repaired = await drift('--repair', '--yes');
  expect(repaired.stderr).toContain('/Value: 1 in the template, 99 in the account');
  expect(repaired.stderr).toContain('Value: 99 → 1');
  expect({ code: repaired.exitCode, said: repaired.stdout }).toEqual({
    code: 0,
    said: expect.stringContaining('dev is as '),
  });
  expect(await valueNow()).toBe('1');
  expect(await drift()).toMatchObject({ exitCode: 0 });
  const { stdout: history } = await kit.stage.gitenv(['history', 'dev']);
  expect(history.match(/puts back what was changed by hand/g)).toHaveLength(1);
  // It was asked for that release alone.
  await changeByHand('98');
  expect((await kit.stage.gitenv(['redeploy', 'dev'])).exitCode).toBe(0);
  expect(await valueNow()).toBe('98');
});

test('nothing is released if the branch names another commit than the one that runs', async () => {
  const DeployPolicies = await kit.policy('limit', { [limit]: ['ssm:PutParameter', ...looks] });
  const BuildPolicies = await kit.policy('looks', { [limit]: looks });
  await kit.install({ DeployPolicies, BuildPolicies });
  kit.useKit('cloudformation');
  await kit.release('First', template('1'));
  await kit.commitAll('Second', { 'template.yml': '{' });
  expect((await kit.stage.gitenv(['push', 'dev'])).exitCode).not.toBe(0);
  await changeByHand('99');
  const refused = await drift('--repair', '--yes');
  expect(refused.exitCode).toBe(5);
  expect(refused.stderr).toMatch(
    /dev was compared with \S+, which runs there, and its branch names/,
  );
  expect(await valueNow()).toBe('99');
});

test('it waits for approval as any release does', async () => {
  await kit.install({
    Approval: 'yes',
    DeployPolicies: await kit.policy('limit', { [limit]: ['ssm:PutParameter', ...looks] }),
    BuildPolicies: await kit.policy('looks', { [limit]: looks }),
  });
  kit.useKit('cloudformation');
  const commit = await kit.begin('First', template('1'));
  await kit.stage.machine.idle();
  const approve = () => kit.stage.gitenv(['approve', 'dev', commit, '--yes']);
  expect((await approve()).exitCode).toBe(0);
  await changeByHand('99');
  const locked = await kit.stage.gitenv(['lock', 'dev', '--reason', 'a sale']);
  expect(locked.exitCode).toBe(0);
  expect((await drift('--repair', '--yes')).stderr).toContain('a sale');
  expect((await kit.stage.gitenv(['unlock', 'dev'])).exitCode).toBe(0);
  const asked = drift('--repair', '--yes');
  await until(async () => (await kit.stage.gitenv(['status'])).stdout.includes('approv'));
  expect(await valueNow()).toBe('99');
  expect((await approve()).exitCode).toBe(0);
  expect(await asked).toMatchObject({ exitCode: 0 });
  expect(await valueNow()).toBe('1');
});

describe('of a site', () => {
  const bucket = `${application}-site-dev-${testAccount}`;
  const s3 = () => new S3Client(kit.stage.machine.client());
  const served = async (Key: string) => {
    const { Body, CacheControl } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key }));
    return [await Body?.transformToString(), CacheControl];
  };

  test('what was changed by hand is uploaded again', async () => {
    const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    await kit.install({
      DeployPolicies: await kit.policy('serves', {
        [`arn:aws:s3:::${bucket}`]: ['s3:ListBucket'],
        [`arn:aws:s3:::${bucket}/*`]: objects,
      }),
    });
    kit.useKit('static-site');
    kit.write('build', '#!/bin/sh\ncp -r site dist\n', 0o755);
    await s3().send(new CreateBucketCommand({ Bucket: bucket }));
    await kit.release('First', { 'site/index.html': 'ours', 'site/a.html': 'a' });
    const before = await served('a.html');
    await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'index.html', Body: 'theirs' }));
    await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a.html' }));
    const repaired = await drift('--repair', '--yes');
    expect(repaired.stderr).toContain('index.html');
    expect({ code: repaired.exitCode, said: repaired.stdout }).toEqual({
      code: 0,
      said: expect.stringContaining('dev is as '),
    });
    expect((await served('index.html'))[0]).toBe('ours');
    expect(await served('a.html')).toEqual(before);
  });
});

describe('of what terraform made', () => {
  test('what was changed by hand is applied again', async () => {
    const states = new HeldStates(kit);
    await states.install();
    kit.useKit('terraform');
    kit.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
    kit.write('.terraform-version', '1.13.4\n');
    const changes = [resource('aws_ssm_parameter.limit', ['update'])];
    states.putTools({ terraform: 'stand-in.cjs' }, { settles: true, changes });
    await kit.release('First');
    expect(await drift('--repair')).toMatchObject({ exitCode: 0 });
    const world = path.join(kit.stage.folder, 'tools', 'world.json');
    const before = JSON.parse(fs.readFileSync(world, 'utf8'));
    expect(before.changes).toEqual([]);
    fs.writeFileSync(world, JSON.stringify({ ...before, changes }));
    const repaired = await drift('--repair', '--yes');
    expect(repaired.stderr).toContain('aws_ssm_parameter.limit');
    expect({ code: repaired.exitCode, said: repaired.stdout }).toEqual({
      code: 0,
      said: expect.stringContaining('dev is as '),
    });
  });
});
