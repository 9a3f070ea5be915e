import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Manifest } from '../../../lib/bundle/manifest';
import { assetsParameters, assetsVariables, buildVariables } from '../../../lib/contract';
import { objectKeys } from '../../../lib/object-keys';
import { assetsTemplate } from '../../bootstrap/template';
import { freeRole } from '../../local/free-role';
import { testRegion } from '../../local/machine';
import { Workbench } from './workbench';

const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' };
const owner = '444444444444';
const build = ['bundle', '--', './build'];
const show = ['deploy', '--', 'cat', 'product'];
type Name = keyof typeof accounts;

let first: Workbench;
let bucket: string;

beforeEach(async () => {
  first = await Workbench.open();
  bucket = await installAssets();
});
afterEach(async () => {
  await first.close();
});

/** The template of `gitenv assets`, which lets dev store bundles, and dev and stg pull them. */
async function installAssets(): Promise<string> {
  const client = new CloudFormationClient(first.machine.client(owner));
  const values = {
    [assetsParameters.application]: 'orders',
    [assetsParameters.readers]: `${accounts.dev},${accounts.stg}`,
    [assetsParameters.writers]: accounts.dev,
  };
  await client.send(
    new CreateStackCommand({
      StackName: 'assets',
      TemplateBody: JSON.stringify(assetsTemplate()),
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await first.machine.idle();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'assets' }));
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? '';
}

/** A build in an environment's account, with the role of its builds; `more` overrides what it is told. */
async function buildIn(
  name: Name,
  { kind = 'Build', ...more }: Record<string, string> = {},
): Promise<Workbench> {
  const bench = first.another();
  bench.write(
    'build',
    '#!/bin/sh\nset -e\necho run >>"$HOME/runs"\necho product >product\n',
    0o755,
  );
  const own = `bundles-in-${name}`;
  const client = new S3Client(first.machine.client(accounts[name]));
  await client.send(new CreateBucketCommand({ Bucket: own })).catch(() => undefined);
  const keys = await roleKeys(name, kind);
  bench.env = {
    HOME: first.folder,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken ?? '',
    [buildVariables.environment]: name,
    [buildVariables.bucket]: own,
    [assetsVariables.bucket]: bucket,
    [assetsVariables.region]: testRegion,
    [assetsVariables.account]: owner,
    [assetsVariables.writer]: 'dev',
    ...more,
  };
  return bench;
}

/** Of a role that may everything in its own account: what is tried is the bucket's policy. */
async function roleKeys(name: Name, kind: string) {
  const account = accounts[name];
  const role = `gitenv-orders-${kind}Role-ABCDEFGHIJKL`;
  const iam = new IAMClient(first.machine.client(account));
  await freeRole(iam, role, 'codebuild.amazonaws.com').catch((error: Error) => {
    if (error.name !== 'EntityAlreadyExistsException') throw error;
  });
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/build`;
  return first.machine.machine.credentials.issue({ account, arn, userId: `${role}:build` }, 3600);
}

/** The deploy of a build's release, in an environment's account. */
async function deployAfter(bench: Workbench, name: Name): Promise<Workbench> {
  const deploying = await buildIn(name, { kind: 'Deploy' });
  deploying.env[buildVariables.executionId] = bench.execution;
  return deploying;
}

/** Leaves what a person leaves who promotes what an environment has built. */
async function promote(bench: Workbench, name: Name, digest = manifestOf(bench).digest) {
  await new S3Client(first.machine.client(accounts[name])).send(
    new PutObjectCommand({
      Bucket: `bundles-in-${name}`,
      Key: objectKeys.promotion(first.commit, digest),
      Body: Buffer.alloc(0),
    }),
  );
}

async function keys(Bucket = bucket, account = owner): Promise<string[]> {
  const client = new S3Client(first.machine.client(account));
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  return (Contents ?? []).map(({ Key }) => Key ?? '');
}

const runs = () => fs.readFileSync(path.join(first.folder, 'runs'), 'utf8');
const manifestOf = (bench: Workbench): Manifest =>
  JSON.parse(bench.read('.gitenv/release/manifest.json'));

describe('a commit of an application whose environments pull', () => {
  test('is built in the first of them, and pulled and deployed by the others', async () => {
    const dev = await buildIn('dev');
    expect(await dev.kit(...build)).toMatchObject({ status: 0, stderr: '' });
    const { digest, archive } = manifestOf(dev);
    const below = objectKeys.bundlesOf('orders');
    expect((await keys()).sort()).toEqual(
      [
        objectKeys.bundleArchive(digest, archive.sha256, below),
        objectKeys.bundleManifest(digest, below),
      ].sort(),
    );
    expect(await keys('bundles-in-dev', accounts.dev)).toEqual([
      objectKeys.note(first.commit, dev.execution),
    ]);
    const again = await buildIn('dev');
    expect((await again.kit(...build)).stdout).toMatch(/tests and build are skipped/);
    const stg = await buildIn('stg');
    await promote(dev, 'stg');
    const pulled = await stg.kit(...build);
    expect(pulled).toMatchObject({ status: 0, stderr: '' });
    expect(pulled.stdout).toMatch(/was built for dev at .+: tests and build are skipped/);
    expect(manifestOf(stg)).toEqual(manifestOf(dev));
    const deployed = await (await deployAfter(stg, 'stg')).kit(...show);
    expect(deployed).toMatchObject({ status: 0, stdout: expect.stringMatching(/\nproduct\n$/) });
    expect(runs()).toBe('run\n');
  });

  test('is not built in another, which says what brings its bundle', async () => {
    const { status, stderr } = await (await buildIn('stg')).kit(...build);
    expect(status).toBe(1);
    expect(stderr).toBe(
      `gitenv: stg pulls its bundles and builds none, and no bundle of cccccccc was promoted to it: git push alone brings none.\n` +
        `hint: gitenv push stg ${first.commit}\n`,
    );
    expect(fs.existsSync(path.join(first.folder, 'runs'))).toBe(false);
  });

  test('is built anywhere for a plan alone, which keeps nothing', async () => {
    const stg = await buildIn('stg', { GITENV_PURPOSE: 'plan' });
    expect(await stg.kit(...build)).toMatchObject({ status: 0 });
    expect(await keys()).toEqual([]);
  });

  test('whose archive has gone is not built in another either', async () => {
    const dev = await buildIn('dev');
    await dev.kit(...build);
    const archive = (await keys()).find((key) => key.endsWith('.zip'));
    const client = new S3Client(first.machine.client(owner));
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: archive }));
    const stg = await buildIn('stg');
    await promote(dev, 'stg');
    const refused = await stg.kit(...build);
    expect(refused.stderr).toMatch(
      /The bundle [0-9a-f]{8} of cccccccc has gone from s3:.+\. dev can build and store it again without releasing anything/,
    );
    expect(refused.stderr).toContain(`hint: gitenv build dev ${'c'.repeat(40)} --store\n`);
    const apart = { GITENV_PURPOSE: 'plan', GITENV_ONLY_BUILD: 'store' };
    expect(await (await buildIn('dev', apart)).kit(...build)).toMatchObject({ status: 0 });
    expect(await (await buildIn('stg')).kit(...build)).toMatchObject({ status: 0 });
    expect(runs()).toBe('run\nrun\n');
  });

  test('that was built before is taken from the own bucket, and by the first shared', async () => {
    const alone = { [assetsVariables.bucket]: '' };
    for (const name of ['dev', 'stg'] as const) {
      const built = await buildIn(name, alone);
      await built.kit(...build);
      if (name === 'stg') await promote(built, 'stg');
    }
    const stg = await buildIn('stg');
    expect(await stg.kit(...build)).toMatchObject({ status: 0 });
    expect((await (await deployAfter(stg, 'stg')).kit(...show)).stdout).toMatch(/\nproduct\n$/);
    expect(await keys()).toEqual([]);
    expect((await (await buildIn('dev')).kit(...build)).stdout).toMatch(
      /Copied the bundle [0-9a-f]{8} to s3:/,
    );
    expect(await keys()).toHaveLength(2);
    expect(runs()).toBe('run\nrun\n');
  });

  test('is not built where its container image would be left behind', async () => {
    const { status, stderr } = await (await buildIn('dev')).kit(
      'bundle',
      '--image',
      '--',
      './build',
    );
    expect({ status, isSaid: stderr.includes('Container images cannot be pulled') }).toEqual({
      status: 1,
      isSaid: true,
    });
    expect(await keys()).toEqual([]);
  });

  test('is built nowhere by a stack that was not told where to pull from', async () => {
    const stg = await buildIn('stg', { [assetsVariables.bucket]: '' });
    stg.write('gitenv.json', '{ "bundles": "pull" }');
    const { status, stderr } = await stg.kit(...build);
    expect({ status, isSaid: stderr.includes('hint: gitenv init stg\n') }).toEqual({
      status: 1,
      isSaid: true,
    });
  });
});

describe('an environment that only pulls', () => {
  const other = `sha256:${'1'.repeat(64)}`;
  let dev: Workbench;
  beforeEach(async () => {
    dev = await buildIn('dev');
    await dev.kit(...build);
  });

  test('does not take what its own builds say, as long as nothing was promoted to it', async () => {
    const stg = await buildIn('stg');
    const before = await buildIn('stg');
    const { digest } = manifestOf(dev);
    first.words.say(before.execution, first.commit, digest);
    await new S3Client(first.machine.client(accounts.stg)).send(
      new PutObjectCommand({
        Bucket: 'bundles-in-stg',
        Key: objectKeys.note(first.commit, before.execution),
        Body: Buffer.alloc(0),
      }),
    );
    expect((await stg.kit(...build)).stderr).toContain('was promoted to it');
  });

  test('refuses a commit of which two bundles were promoted, and says where they are', async () => {
    const stg = await buildIn('stg');
    await promote(dev, 'stg');
    await promote(dev, 'stg', other);
    const { status, stderr } = await stg.kit(...build);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining(
        `Two bundles of this commit were promoted to s3://bundles-in-stg/promoted/${first.commit}/`,
      ),
    });
  });

  test('does not deploy what was not promoted, whatever its build says', async () => {
    const stg = await buildIn('stg');
    first.words.say(stg.execution, first.commit, manifestOf(dev).digest);
    const none = await (await deployAfter(stg, 'stg')).kit(...show);
    await promote(dev, 'stg', other);
    const another = await (await deployAfter(stg, 'stg')).kit(...show);
    expect([none, another]).toMatchObject([
      { status: 79, stderr: expect.stringContaining('deploys only what was promoted to it') },
      { status: 79, stderr: expect.stringContaining('promoted to stg is 11111111') },
    ]);
  });
});

describe('the bucket that environments pull from', () => {
  const put = async (name: Name, kind: string, more = {}) => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await roleKeys(name, kind);
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    return new S3Client({ ...first.machine.client(), credentials }).send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${objectKeys.bundlesOf('orders')}x`,
        Body: 'x',
        IfNoneMatch: '*',
        ...more,
      }),
    );
  };
  const denied = { name: 'AccessDenied' };
  const digest = `sha256:${'1'.repeat(64)}`;

  test('takes what builds of the first environment store, and nothing else', async () => {
    await expect(put('stg', 'Build')).rejects.toMatchObject(denied);
    await expect(put('dev', 'Deploy')).rejects.toMatchObject(denied);
    await expect(put('dev', 'Trigger')).rejects.toMatchObject(denied);
    await expect(put('dev', 'Build', { IfNoneMatch: undefined })).rejects.toMatchObject(denied);
    await expect(put('dev', 'Build', { Key: 'bundles/others/x' })).rejects.toMatchObject(denied);
    await put('dev', 'Build');
  });

  test('of an account that was not told of the environment is said to let nobody in', async () => {
    const prd = await buildIn('prd');
    await promote(prd, 'prd', digest);
    const { status, stderr } = await prd.kit(...build);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `The bucket ${bucket} of account ${owner}, which prd pulls its bundles from, does not let the role of this build in`,
    );
    expect(stderr).toContain('hint: gitenv assets');
  });

  test('is not trusted where it belongs to another account by now', async () => {
    const stg = await buildIn('stg', { [assetsVariables.account]: '555555555555' });
    await promote(stg, 'stg', digest);
    expect((await stg.kit(...build)).stderr).toContain('of account 555555555555');
  });

  test('that is not there is said to be missing', async () => {
    const stg = await buildIn('stg', { [assetsVariables.bucket]: 'long-gone' });
    await promote(stg, 'stg', digest);
    expect((await stg.kit(...build)).stderr).toContain(
      'The bucket long-gone of account 444444444444, which stg pulls its bundles from, is not there.',
    );
  });
});
