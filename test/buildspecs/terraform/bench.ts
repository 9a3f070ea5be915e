import fs from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { Plan } from '../../../lib/bundle/plan';
import { outputVariables } from '../../../lib/contract';
import { objectKeys } from '../../../lib/object-keys';
import { testAccount, testRegion } from '../../local/machine';
import { type Begun, type Ended, Workbench } from '../program/workbench';

export interface Call {
  readonly name: string;
  readonly verb: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Of Terragrunt. */
  readonly unit?: string;
  readonly env: Readonly<Record<string, string>>;
}

export const stateBucket = `gitenv-tfstate-${testAccount}-${testRegion}`;

/** A build of a kit whose tool is not installed, with what stands in for it first on PATH. */
export class StandInBench {
  private constructor(
    readonly bench: Workbench,
    readonly kit: string,
  ) {}

  static async open(kit: string, tools: Readonly<Record<string, string>>): Promise<StandInBench> {
    const bench = await Workbench.open();
    const bin = path.join(bench.folder, '.gitenv', 'stand-in');
    fs.mkdirSync(bin);
    for (const [name, file] of Object.entries(tools)) {
      fs.copyFileSync(path.join(__dirname, file), path.join(bin, name));
      fs.chmodSync(path.join(bin, name), 0o755);
    }
    bench.env = {
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
      STAND_IN: bin,
      STAND_IN_MODULES: path.resolve(__dirname, '../../../node_modules'),
      CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${testRegion}:${testAccount}:build/orders-build:1`,
    };
    return new StandInBench(bench, kit);
  }

  /** What the stand-ins shall find, and do. */
  world(world: object): void {
    this.bench.write('.gitenv/stand-in/world.json', JSON.stringify(world));
  }

  settings(kit: object): void {
    const text = { application: 'orders', kit: { name: this.kit, ...kit }, environments: {} };
    this.bench.write('gitenv.json', JSON.stringify(text));
  }

  async makeStateBucket(name = stateBucket): Promise<void> {
    await this.bench.s3.send(new CreateBucketCommand({ Bucket: name }));
  }

  build(): Promise<Ended> {
    return this.bench.buildspec(this.kit, 'buildspec.yml');
  }

  /** The build of the same commit in another release. */
  rebuild(): Promise<Ended> {
    fs.rmSync(path.join(this.bench.folder, '.gitenv/release'), { recursive: true });
    this.bench.beginRelease();
    return this.build();
  }

  /** The build of another commit in the same environment. */
  next(files: Readonly<Record<string, string>>, commit = 'd'.repeat(40)): StandInBench {
    const bench = this.bench.another(commit);
    bench.env = this.bench.env;
    for (const [name, text] of Object.entries(files)) bench.write(name, text);
    const next = new StandInBench(bench, this.kit);
    next.settings({});
    return next;
  }

  /** The deploy of what the build handed on, in a folder with nothing else in it. */
  deploy(): Promise<Ended> {
    const { folder } = this.bench;
    for (const name of fs.readdirSync(folder))
      if (!['.gitenv', 'gitenv.json'].includes(name))
        fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    return this.bench.buildspec(this.kit, 'deployspec.yml');
  }

  /** Begins the build, to be ended by force. */
  beginBuild(): Begun {
    return this.bench.begin(this.kit, 'buildspec.yml');
  }

  /** Begins the deploy in a folder of its own, to be ended by force. */
  beginDeploy(): Begun {
    return this.bench.begin(this.kit, 'deployspec.yml');
  }

  calls(verb?: string): Call[] {
    const file = path.join(this.bench.folder, '.gitenv/stand-in/calls');
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const calls = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call);
    return verb === undefined ? calls : calls.filter((call) => call.verb === verb);
  }

  /** The plan as it is kept in the bucket for whoever approves it. */
  async plan(): Promise<Plan> {
    const { variables } = this.bench.words.kept.get(this.bench.execution) ?? {};
    const key = objectKeys.planOf(variables?.[outputVariables.planDigest] ?? '');
    return JSON.parse(String(await this.bench.object(key)));
  }
}

/** One of a plan's `resource_changes`. */
export function resource(address: string, actions: readonly string[], more: object = {}): object {
  const [type = '', name = ''] = address.split('.');
  const change = { actions, before: null, after: {}, after_unknown: {}, after_sensitive: {} };
  return {
    address,
    mode: 'managed',
    type,
    name,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: { ...change, ...more },
  };
}
