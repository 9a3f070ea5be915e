import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { jobOf } from '../../buildspecs/program/job/job';
import { terragrunt } from '../../buildspecs/terragrunt/planner';
import { TestProject } from '../local/services/codebuild/project';
import { until } from '../local/until';
import { resource, StandInBench, stateBucket } from './terraform/bench';

const units = {
  network: { changes: [resource('aws_vpc.main', ['create'])] },
  queue: { changes: [resource('aws_sqs_queue.jobs', ['create'])] },
};

let site: StandInBench;
beforeEach(async () => {
  const tools = { terraform: 'stand-in.cjs', terragrunt: 'terragrunt-stand-in.cjs' };
  site = await StandInBench.open('terragrunt', tools);
  await site.makeStateBucket();
  site.settings({});
  site.bench.write('.terraform-version', '1.13.4\n');
  site.bench.write('.terragrunt-version', '1.0.3\n');
  for (const unit of Object.keys(units))
    site.bench.write(`live/dev/${unit}/terragrunt.hcl`, 'terraform {\n  source = "./x"\n}\n');
  site.world({ units, keepsLock: true });
});
afterEach(() => site.bench.close());

async function read(Bucket: string, Key: string): Promise<{ readonly ID?: string } | undefined> {
  try {
    const { Body } = await site.bench.s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch {
    return undefined;
  }
}

test('the lock of a unit that a build left is removed before a release that goes back', async () => {
  await site.build();
  const project = await TestProject.create(site.bench.machine);
  const { id = '' } = await project.start();
  await site.bench.machine.idle();
  site.bench.env.CODEBUILD_BUILD_ID = id;
  site.world({ units, keepsLock: true, hangsIn: 'apply' });
  const noted = await notes();
  const deploy = site.beginDeploy();
  await until(async () => (await notes()) !== noted);
  deploy.kill();
  await deploy.ended;
  site.world({ units, keepsLock: true });
  const key = 'orders/dev/network/terraform.tfstate.tflock';
  const left = await read(stateBucket, key);
  expect(left?.ID).toEqual(expect.any(String));
  await site.bench.planned({ changes: [], settlesFirst: true, saved: {} });
  const { status, stdout } = await site.deploy();
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`which the build ${id} has left: removing it.`),
  });
  expect(site.calls('force-unlock').map(({ unit, args }) => [unit, args])).toEqual([
    ['network', ['-force', left?.ID]],
  ]);
  expect(await read(stateBucket, key)).toBeUndefined();
  expect(site.calls('apply').map(({ unit }) => unit)).toEqual(['network', 'network', 'queue']);
});

/** All that builds noted of locks. */
async function notes(): Promise<string> {
  const keys = await site.bench.keys('locks/');
  return JSON.stringify(await Promise.all(keys.map((key) => read(site.bench.bucket, key))));
}

test('a build of a release that goes back plans nothing while somebody holds the state of a unit', async () => {
  const held = { ID: 'x', Who: 'anna@laptop', Operation: 'OperationTypeApply', Created: 'today' };
  const Key = 'orders/dev/queue/terraform.tfstate.tflock';
  const Body = JSON.stringify(held);
  await site.bench.s3.send(new PutObjectCommand({ Bucket: stateBucket, Key, Body }));
  const job = jobOf(site.bench.variables, () => {}, site.bench.folder);
  const hasty = { ...job, patience: async () => 0 };
  const planning = terragrunt.plan(hasty, { name: 'terragrunt' }, site.bench.folder);
  await expect(planning).rejects.toMatchObject({
    code: 'UNSETTLED',
    clause:
      'The state orders/dev/queue/terraform.tfstate is locked by anna@laptop (OperationTypeApply, since today)',
  });
  expect(site.calls('plan')).toEqual([]);
});
