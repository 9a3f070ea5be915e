import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { call } from '../../lib/aws/call/call';
import type { Operation } from '../../lib/aws/call/operation';
import { ecr } from '../../lib/aws/images/operations';
import { findImage } from '../../lib/aws/images/registry';
import type { Manifest } from '../../lib/bundle/manifest';
import { outputs } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import { makeWorld, type World } from './world';

const project = path.join(__dirname, '../..');

/**
 * An example in a repository of its own, with the local server up and nothing installed yet.
 * @param prepare is given the world's folder before the server starts, whose `bin` comes first on PATH
 */
export async function makeExampleWorld(
  example: string,
  prepare: (folder: string) => void = () => {},
): Promise<World> {
  const world = await makeWorld({});
  prepare(world.folder);
  fs.cpSync(path.join(project, 'examples', example), world.repository, {
    recursive: true,
    filter: (file) => !file.endsWith('node_modules'),
  });
  await world.commit(`Begin ${example}`);
  await world.ok('gitenv local up --port 0');
  return world;
}

/** The commands of the first code block of a kit's README, with the answers that a person would give. */
export function commandsOf(kit: string): string[] {
  const readme = fs.readFileSync(path.join(project, 'buildspecs', kit, 'README.md'), 'utf8');
  const [, block = ''] = /```\n([\s\S]*?)```/.exec(readme) ?? [];
  return block
    .trim()
    .split('\n')
    .map((line) => (line.startsWith('gitenv init') ? `${line} --yes` : line));
}

/** Takes up what happened next to an example. @param number as its patch is numbered, from 1 */
export async function takeUp(world: World, example: string, number: number): Promise<string> {
  const folder = path.join(project, 'examples', `${example}.history`);
  const prefix = String(number).padStart(4, '0');
  const patch = fs.readdirSync(folder).find((name) => name.startsWith(prefix));
  await world.ok(`git am --quiet '${path.join(folder, patch ?? '')}'`);
  return world.ok('git rev-parse HEAD');
}

/** What an environment's account has, by AWS's own API. */
export class Look {
  readonly settings;

  constructor(world: World, environment: string) {
    const { AWS_CONFIG_FILE: config = '', AWS_SHARED_CREDENTIALS_FILE: keys = '' } = world.env;
    const of = (file: string, name: string) => {
      const text = fs.readFileSync(file, 'utf8').split(`gitenv-${environment}]`)[1] ?? '';
      return new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
    };
    this.settings = {
      region: of(config, 'region'),
      endpoint: of(config, 'endpoint_url'),
      forcePathStyle: true,
      credentials: {
        accessKeyId: of(keys, 'aws_access_key_id'),
        secretAccessKey: of(keys, 'aws_secret_access_key'),
      },
    };
  }

  get cloudformation(): CloudFormationClient {
    return new CloudFormationClient(this.settings);
  }

  get ssm(): SSMClient {
    return new SSMClient(this.settings);
  }

  get s3(): S3Client {
    return new S3Client(this.settings);
  }

  /** What a stack's parameters are set to. */
  async parameters(StackName = 'app'): Promise<Readonly<Record<string, string>>> {
    const { Stacks } = await this.cloudformation.send(new DescribeStacksCommand({ StackName }));
    const pairs = (Stacks?.[0]?.Parameters ?? []).map(
      ({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue],
    );
    return Object.fromEntries(pairs);
  }

  async stack(StackName: string) {
    const { Stacks } = await this.cloudformation.send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks ?? [];
    const pairs = (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
      OutputKey,
      OutputValue,
    ]);
    return { status: stack?.StackStatus, outputs: Object.fromEntries(pairs) };
  }

  async parameter(Name: string): Promise<string | undefined> {
    return (await this.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  }

  /** The digest of the image with a tag, if there is one. */
  async image(imageTag: string, repository = 'app'): Promise<string | undefined> {
    return (await findImage(this.registry, repository, { imageTag }))?.digest;
  }

  /** As a lifecycle policy would. */
  async loseImage(imageTag: string, repositoryName = 'app'): Promise<void> {
    const input = { repositoryName, imageIds: [{ imageTag }] };
    const operation: Operation<object, object> = {
      service: ecr,
      name: 'BatchDeleteImage',
      light: true,
    };
    expect(await call(this.registry, operation, input)).toMatchObject({ failures: [] });
  }

  async imageRepositories(): Promise<unknown> {
    const operation: Operation<object, { readonly repositories?: unknown }> = {
      service: ecr,
      name: 'DescribeRepositories',
      light: true,
    };
    return (await call(this.registry, operation, {})).repositories;
  }

  private get registry() {
    const { region, endpoint, credentials } = this.settings;
    return { region, endpoint: () => endpoint, credentials: async () => credentials };
  }

  async bucket(application = 'app'): Promise<string> {
    return (await this.stack(`gitenv-${application}`)).outputs[outputs.bucket] as string;
  }

  /** Of the bundle that was first built of a commit. */
  async digest(commit: string): Promise<string> {
    const Bucket = await this.bucket();
    const keys = (await this.keys(objectKeys.bundles)).filter((it) =>
      it.endsWith('/manifest.json'),
    );
    for (const Key of keys) {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
      const manifest = JSON.parse((await Body?.transformToString()) ?? '') as Manifest;
      if (manifest.commit === commit) return manifest.digest;
    }
    throw new Error(`no bundle is of ${commit}`);
  }

  async keys(Prefix: string): Promise<string[]> {
    const Bucket = await this.bucket();
    const { Contents } = await this.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return (Contents ?? []).map(({ Key }) => Key ?? '');
  }
}
