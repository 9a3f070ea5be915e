import fs from 'node:fs';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/contract';
import { resource, stateBucket } from '../buildspecs/terraform/bench';
import { application } from '../deploy/stage';
import { KitStage } from './going-back';

const tests = path.join(__dirname, '../buildspecs/terraform');
const states = `${application}/dev`;

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
  await s3().send(new CreateBucketCommand({ Bucket: stateBucket }));
  const bucket = `arn:aws:s3:::${stateBucket}`;
  const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  // As the kit's README says.
  const plans = {
    [bucket]: ['s3:ListBucket'],
    [`${bucket}/${states}/*`]: ['s3:GetObject'],
    [`${bucket}/${states}/*.tflock`]: objects,
  };
  const changes = { [bucket]: ['s3:ListBucket'], [`${bucket}/${states}/*`]: objects };
  await kit.install({
    BuildPolicies: await kit.policy('plans', plans),
    DeployPolicies: await kit.policy('changes', changes),
  });
});
afterEach(() => kit.destroy());

/** Puts tools first on PATH, of which the first keeps the locks of states in S3 as the real one does. */
function putTools(tools: Readonly<Record<string, string>>, world: object = {}): void {
  const home = path.join(kit.stage.folder, 'tools');
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'world.json'), JSON.stringify({ keepsLock: true, ...world }));
  const modules = path.resolve(tests, '../../../node_modules');
  for (const [name, file] of Object.entries(tools)) {
    fs.copyFileSync(path.join(tests, file), path.join(home, name));
    const program = `#!/bin/sh
export STAND_IN='${home}' STAND_IN_MODULES='${modules}'
exec node '${home}/${name}' "$@"
`;
    fs.writeFileSync(path.join(kit.bin, name), program, { mode: 0o755 });
  }
}

const s3 = () => new S3Client(kit.stage.machine.client());

async function read<T>(Bucket: string, Key: string): Promise<T | undefined> {
  try {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  } catch {
    return undefined;
  }
}

interface Lock {
  readonly ID: string;
  readonly Operation: string;
}

const lock = (unit = '') => read<Lock>(stateBucket, `${states}${unit}/terraform.tfstate.tflock`);

/** Whether the tool holds a state, and its build has noted that. */
async function holds(operation: string, unit = ''): Promise<boolean> {
  const held = await lock(unit);
  if (held?.Operation !== operation) return false;
  const Bucket = await kit.bucket();
  const { Contents = [] } = await s3().send(
    new ListObjectsV2Command({ Bucket, Prefix: objectKeys.locks }),
  );
  const notes = Contents.map(({ Key = '' }) => read<{ id: string }>(Bucket, Key));
  return (await Promise.all(notes)).some((note) => note?.id === held.ID);
}

function removal(held: Lock | undefined, project: string): RegExp {
  const { ID, Operation } = held ?? {};
  return new RegExp(
    `is locked by .+ \\(${Operation}, lock ${ID}\\), which the build ${project}:\\S+ has left: removing it\\.`,
  );
}

const jobs = resource('aws_sqs_queue.jobs', ['create']);
const limit = resource('aws_ssm_parameter.limit', ['update']);
const mails = resource('aws_sqs_queue.mails', ['create']);
const says = (world: object) => JSON.stringify(world);

describe('gitenv rollback --now, with the kit terraform', () => {
  const good = { 'world.json': says({ changes: [jobs, limit] }) };
  const bad = (hangsIn: string) => ({
    'world.json': says({ changes: [jobs, limit, mails], hangsIn }),
  });
  beforeEach(() => {
    kit.useKit('terraform');
    kit.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
    kit.write('.terraform-version', '1.13.4\n');
    putTools({ terraform: 'stand-in.cjs' });
  });

  test('brings back the good commit from an apply that was ended with the lock of its state held', async () => {
    const before = await kit.release('Good', good);
    const hanging = await kit.hang('Bad', bad('apply'), () => holds('OperationTypeApply'));
    const left = await lock();
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toContain('aws_ssm_parameter.limit: Creation complete');
    expect(await kit.deployLog()).toMatch(removal(left, 'shop-deploy'));
    expect(await lock()).toBeUndefined();
  });

  test('brings back the good commit from a plan that was ended with the lock of its state held', async () => {
    const before = await kit.release('Good', good);
    const hanging = await kit.hang('Bad', bad('plan'), () => holds('OperationTypePlan'));
    const left = await lock();
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toMatch(removal(left, 'shop-build'));
    expect(await lock()).toBeUndefined();
  });
});

describe('gitenv rollback --now, with the kit terragrunt', () => {
  const unit = (name: string, world: object) => ({
    [`live/dev/${name}/terragrunt.hcl`]: 'terraform {\n  source = "./x"\n}\n',
    [`live/dev/${name}/world.json`]: says(world),
  });
  const network = unit('network', { changes: [resource('aws_vpc.main', ['update'])] });
  const good = { ...network, ...unit('queue', { changes: [jobs, limit] }) };
  const bad = (hangsIn: string) => ({
    ...network,
    ...unit('queue', { changes: [jobs, limit, mails], hangsIn }),
  });
  beforeEach(() => {
    kit.useKit('terragrunt');
    kit.write('.terraform-version', '1.13.4\n');
    kit.write('.terragrunt-version', '1.0.3\n');
    const tools = { terraform: 'stand-in.cjs', terragrunt: 'terragrunt-stand-in.cjs' };
    putTools(tools, { units: { network: {}, queue: {} } });
  });

  test('brings back the good commit from a unit whose apply was ended with its lock held', async () => {
    const before = await kit.release('Good', good);
    const hangs = () => holds('OperationTypeApply', '/queue');
    const hanging = await kit.hang('Bad', bad('apply'), hangs);
    const left = await lock('/queue');
    await kit.goBack(before, hanging);
    expect(await kit.deployLog()).toMatch(removal(left, 'shop-deploy'));
    expect(await lock('/queue')).toBeUndefined();
  });

  test('brings back the good commit from a unit whose plan was ended with its lock held', async () => {
    const before = await kit.release('Good', good);
    const hangs = () => holds('OperationTypePlan', '/queue');
    const hanging = await kit.hang('Bad', bad('plan'), hangs);
    const left = await lock('/queue');
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toMatch(removal(left, 'shop-build'));
    expect(await lock('/queue')).toBeUndefined();
  });
});
