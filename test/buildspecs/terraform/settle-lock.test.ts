import { StopBuildCommand } from '@aws-sdk/client-codebuild';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { jobOf } from '../../../buildspecs/program/job/job';
import { planUnlocked } from '../../../buildspecs/terraform/settle-lock';
import { TestProject } from '../../local/services/codebuild/project';
import { until } from '../../local/until';
import type { Begun } from '../program/workbench';
import { resource, StandInBench, stateBucket } from './bench';

let site: StandInBench;
beforeEach(async () => {
  site = await StandInBench.open('terraform', { terraform: 'stand-in.cjs' });
  await site.makeStateBucket();
  site.settings({});
  site.bench.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
  site.bench.write('.terraform-version', '1.13.4\n');
  site.world({ ...world });
});
afterEach(() => site.bench.close());

const world = { keepsLock: true, changes: [resource('aws_sqs_queue.jobs', ['create'])] };
const stateKey = 'orders/dev/terraform.tfstate';

/** A build of the account, as CodeBuild knows it. */
async function buildThat(commands: string): Promise<{ id: string; stop(): Promise<unknown> }> {
  const project = await TestProject.create(site.bench.machine);
  const buildspecOverride = `version: 0.2\nphases: { build: { commands: ['${commands}'] } }\n`;
  const { id = '' } = await project.start({ buildspecOverride });
  return { id, stop: () => project.codebuild.send(new StopBuildCommand({ id })) };
}

async function lock(): Promise<{ ID: string } | undefined> {
  try {
    const at = { Bucket: stateBucket, Key: `${stateKey}.tflock` };
    const { Body } = await site.bench.s3.send(new GetObjectCommand(at));
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch {
    return undefined;
  }
}

/** A build takes the lock of the state, and is ended by force. @returns the lock that it leaves */
async function killedIn(
  verb: 'plan' | 'apply',
  build: string,
  begin: () => Begun,
): Promise<{ ID: string } | undefined> {
  site.bench.env.CODEBUILD_BUILD_ID = build;
  site.world({ ...world, hangsIn: verb });
  const before = await noteOf();
  const begun = begin();
  await until(async () => (await noteOf()) !== before);
  begun.kill();
  await begun.ended;
  site.world(world);
  return lock();
}

const deployIsKilled = (build: string) => killedIn('apply', build, () => site.beginDeploy());

/** The id of the lock that a build noted last. */
async function noteOf(): Promise<string | undefined> {
  const [Key] = await site.bench.keys('locks/');
  if (Key === undefined) return undefined;
  const at = { Bucket: site.bench.bucket, Key };
  const { Body } = await site.bench.s3.send(new GetObjectCommand(at));
  return JSON.parse((await Body?.transformToString()) ?? '').id;
}

/** What a build hands on that could plan nothing. */
async function settleFirst(): Promise<void> {
  await site.bench.planned({ changes: [], settlesFirst: true, saved: {} });
}

describe('the deploy of a release that goes back', () => {
  beforeEach(async () => {
    expect(await site.build()).toMatchObject({ status: 0, stderr: '' });
  });

  test('removes the lock that a build of ours left which is over, plans and applies', async () => {
    const { id } = await buildThat('true');
    await site.bench.machine.idle();
    await deployIsKilled(id);
    const left = await lock();
    expect(left?.ID).toBe(await noteOf());
    await settleFirst();
    const { status, stdout, stderr } = await site.deploy();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`which the build ${id} has left: removing it.\n`);
    expect(site.calls('force-unlock').map(({ args }) => args)).toEqual([['-force', left?.ID]]);
    expect(stdout).toContain('aws_sqs_queue.jobs: Creation complete');
    expect(await lock()).toBeUndefined();
    expect((await site.plan()).summary).toMatchObject({ adds: 1 });
  });

  test('leaves the lock of a build that goes on', async () => {
    const { id, stop } = await buildThat('sleep 600');
    await deployIsKilled(id);
    const left = await lock();
    await settleFirst();
    const { status, stdout, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stdout).toContain('not known for a build that is over: it is left, and waited for.\n');
    expect(stderr).toMatch(
      /^gitenv: The state orders\/dev\/terraform\.tfstate is locked by .+\(Oper/,
    );
    expect(site.calls('force-unlock')).toEqual([]);
    expect(await lock()).toEqual(left);
    await stop();
  });

  test('leaves the lock of anybody else', async () => {
    await takenByAnna();
    await settleFirst();
    const { status, stderr } = await site.deploy();
    expect(status).toBe(1);
    expect(stderr).toContain('hint: terraform force-unlock of-anna\n      gitenv retry dev\n');
    expect(site.calls('force-unlock')).toEqual([]);
    expect(await lock()).toMatchObject({ ID: 'of-anna' });
  });
});

async function takenByAnna(): Promise<void> {
  const held = {
    ID: 'of-anna',
    Operation: 'OperationTypeApply',
    Who: 'anna@laptop',
    Created: '2026-11-21T11:58:00Z',
    Path: `${stateBucket}/${stateKey}`,
  };
  await site.bench.s3.send(
    new PutObjectCommand({
      Bucket: stateBucket,
      Key: `${stateKey}.tflock`,
      Body: JSON.stringify(held),
    }),
  );
}

describe('a build that meets a lock', () => {
  test('says who holds it, and what to run', async () => {
    await takenByAnna();
    expect(await site.build()).toMatchObject({
      status: 1,
      stderr:
        "gitenv: The state orders/dev/terraform.tfstate is locked by anna@laptop (OperationTypeApply, since 2026-11-21T11:58:00Z). Go back now, which ends what is on its way, or only end that.\nhint: gitenv rollback dev --now --reason '…'\n      gitenv cancel dev\n",
    });
  });

  test('removes it if a build that is over left it, and took it for a plan', async () => {
    const { id } = await buildThat('true');
    await site.bench.machine.idle();
    const left = await killedIn('plan', id, () => site.beginBuild());
    const { status, stdout, stderr } = await site.build();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`which the build ${id} has left: removing it.\n`);
    expect(site.calls('force-unlock').map(({ args }) => args)).toEqual([['-force', left?.ID]]);
    expect(await lock()).toBeUndefined();
  });

  test('leaves it if a build that is over left it, and took it for an apply', async () => {
    await site.build();
    const { id } = await buildThat('true');
    await site.bench.machine.idle();
    await killedIn('apply', id, () => site.beginDeploy());
    expect((await site.rebuild()).status).toBe(1);
    expect(site.calls('force-unlock')).toEqual([]);
  });

  test('does not wait for it where the release goes back', async () => {
    await takenByAnna();
    const config = { bucket: stateBucket, key: stateKey };
    site.bench.write(
      '.terraform/terraform.tfstate',
      JSON.stringify({ backend: { type: 's3', config } }),
    );
    const job = jobOf(site.bench.variables, () => {}, site.bench.folder);
    const hasty = { ...job, patience: async () => 0 };
    const plan = jest.fn();
    const { folder } = site.bench;
    const tool = { name: 'terraform', program: 'terraform', version: '1.13.4', env: {} };
    await expect(planUnlocked(hasty, { tool, folder }, plan)).rejects.toMatchObject({
      code: 'UNSETTLED',
    });
    expect(plan).not.toHaveBeenCalled();
  });
});
