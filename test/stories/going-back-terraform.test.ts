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

const tests = path.join(__dirname, '..');
const stateKey = `${application}/dev/terraform.tfstate`;

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
  await s3().send(new CreateBucketCommand({ Bucket: stateBucket }));
  const lock = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  const state = { [`arn:aws:s3:::${stateBucket}`]: ['s3:ListBucket'] };
  await kit.install({
    // As the kit's README says.
    BuildPolicies: await kit.policy('plans', {
      ...state,
      [`arn:aws:s3:::${stateBucket}/${stateKey}`]: ['s3:GetObject'],
      [`arn:aws:s3:::${stateBucket}/${stateKey}.tflock`]: lock,
    }),
    DeployPolicies: await kit.policy('changes', {
      ...state,
      [`arn:aws:s3:::${stateBucket}/${stateKey}*`]: lock,
    }),
  });
  kit.useKit('terraform');
  kit.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
  kit.write('.terraform-version', '1.13.4\n');
  putTool();
});
afterEach(() => kit.destroy());

/** A `terraform` first on PATH, which keeps the lock of a state in S3 as the real one does. */
function putTool(): void {
  const home = path.join(kit.stage.folder, 'tool');
  fs.mkdirSync(home);
  fs.copyFileSync(path.join(tests, 'buildspecs/terraform/stand-in.cjs'), `${home}/terraform`);
  fs.writeFileSync(path.join(home, 'world.json'), JSON.stringify({ keepsLock: true }));
  const program = `#!/bin/sh
export STAND_IN='${home}' STAND_IN_MODULES='${tests}/../node_modules'
exec node '${home}/terraform' "$@"
`;
  fs.writeFileSync(path.join(kit.bin, 'terraform'), program, { mode: 0o755 });
}

function configuration(changes: readonly object[], more: object = {}): Record<string, string> {
  return { 'world.json': JSON.stringify({ changes, ...more }) };
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

const lock = () => read<{ ID: string; Operation: string }>(stateBucket, `${stateKey}.tflock`);

/** Whether the tool holds the state, and its build has noted that. */
async function holds(operation: string): Promise<boolean> {
  const held = await lock();
  if (held?.Operation !== operation) return false;
  const Bucket = await kit.bucket();
  const { Contents } = await s3().send(
    new ListObjectsV2Command({ Bucket, Prefix: objectKeys.locks }),
  );
  const note = await read<{ id: string }>(Bucket, Contents?.[0]?.Key ?? '');
  return note?.id === held.ID;
}

const jobs = resource('aws_sqs_queue.jobs', ['create']);
const limit = resource('aws_ssm_parameter.limit', ['update']);
const mails = resource('aws_sqs_queue.mails', ['create']);

describe('gitenv rollback --now', () => {
  test('brings back the good commit from an apply that was ended with the lock of its state held', async () => {
    const good = await kit.release('Good', configuration([jobs, limit]));
    const bad = await kit.hang(
      'Bad',
      configuration([jobs, limit, mails], { hangsIn: 'apply' }),
      () => holds('OperationTypeApply'),
    );
    const left = await lock();
    const back = await kit.goBack(good, bad);
    expect(back.stderr).toContain('aws_ssm_parameter.limit: Creation complete');
    expect(await kit.deployLog()).toMatch(
      new RegExp(
        `is locked by .+ \\(OperationTypeApply, lock ${left?.ID}\\), which the build shop-deploy:\\S+ has left: removing it\\.`,
      ),
    );
    expect(await lock()).toBeUndefined();
  });

  test('brings back the good commit from a plan that was ended with the lock of its state held', async () => {
    const good = await kit.release('Good', configuration([jobs, limit]));
    const bad = await kit.hang(
      'Bad',
      configuration([jobs, limit, mails], { hangsIn: 'plan' }),
      () => holds('OperationTypePlan'),
    );
    const left = await lock();
    const back = await kit.goBack(good, bad);
    expect(back.stderr).toMatch(
      new RegExp(
        `is locked by .+ \\(OperationTypePlan, lock ${left?.ID}\\), which the build shop-build:\\S+ has left: removing it\\.`,
      ),
    );
    expect(await lock()).toBeUndefined();
  });
});
