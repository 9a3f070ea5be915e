import fs from 'node:fs';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/object-keys';
import { resource, stateBucket } from '../buildspecs/terraform/bench';
import { application } from '../deploy/stage';
import type { KitStage } from './going-back';

const tests = path.join(__dirname, '../buildspecs/terraform');
const states = `${application}/dev`;

/** A lock as the tool writes it beside its state. */
export interface StateLock {
  readonly ID: string;
  readonly Operation: string;
}

/** What a build says that finds a lock which another has left. */
export function removal(held: StateLock | undefined, project: string): RegExp {
  const { ID, Operation } = held ?? {};
  return new RegExp(
    `is locked by .+ \\(${Operation}, lock ${ID}\\), which the build ${project}:\\S+ has left: removing it\\.`,
  );
}

const jobs = resource('aws_sqs_queue.jobs', ['create']);
const limit = resource('aws_ssm_parameter.limit', ['update']);

/** What commits would change. */
export const changes = {
  good: [jobs, limit],
  bad: [jobs, limit, resource('aws_sqs_queue.mails', ['create'])],
};

/** The states of Terraform in an account, whose locks a build that is ended leaves held. */
export class HeldStates {
  private client: S3Client | undefined;

  constructor(private readonly kit: KitStage) {}

  /** Makes the bucket of the states, and grants what the kit's README says. */
  async install(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: stateBucket }));
    const bucket = `arn:aws:s3:::${stateBucket}`;
    const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    const plans = {
      [bucket]: ['s3:ListBucket'],
      [`${bucket}/${states}/*`]: ['s3:GetObject'],
      [`${bucket}/${states}/*.tflock`]: objects,
    };
    const changes = { [bucket]: ['s3:ListBucket'], [`${bucket}/${states}/*`]: objects };
    await this.kit.install({
      BuildPolicies: await this.kit.policy('plans', plans),
      DeployPolicies: await this.kit.policy('changes', changes),
    });
  }

  /** Puts tools first on PATH, of which the first keeps the locks of states in S3 as the real one does. */
  putTools(tools: Readonly<Record<string, string>>, world: object = {}): void {
    const home = path.join(this.kit.stage.folder, 'tools');
    fs.mkdirSync(home);
    fs.writeFileSync(path.join(home, 'world.json'), JSON.stringify({ keepsLock: true, ...world }));
    const modules = path.resolve(tests, '../../../node_modules');
    for (const [name, file] of Object.entries(tools)) {
      fs.copyFileSync(path.join(tests, file), path.join(home, name));
      const program = `#!/bin/sh
export STAND_IN='${home}' STAND_IN_MODULES='${modules}'
exec node '${home}/${name}' "$@"
`;
      fs.writeFileSync(path.join(this.kit.bin, name), program, { mode: 0o755 });
    }
  }

  /** @param unit the folder of a unit, with a slash before it; empty for the one state of Terraform alone */
  lock(unit = ''): Promise<StateLock | undefined> {
    return this.read(stateBucket, `${states}${unit}/terraform.tfstate.tflock`);
  }

  /** Whether the tool holds a state, and its build has noted that. */
  async isHeld(operation: string, unit = ''): Promise<boolean> {
    const held = await this.lock(unit);
    if (held?.Operation !== operation) return false;
    const Bucket = await this.kit.bucket();
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: objectKeys.locks }),
    );
    const notes = Contents.map(({ Key = '' }) => this.read<{ id: string }>(Bucket, Key));
    return (await Promise.all(notes)).some((note) => note?.id === held.ID);
  }

  private get s3(): S3Client {
    this.client ??= new S3Client(this.kit.stage.machine.client());
    return this.client;
  }

  private async read<T>(Bucket: string, Key: string): Promise<T | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch {
      return undefined;
    }
  }
}
