import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import type { Manifest } from '../../../lib/bundle/manifest';
import { buildspecFiles, buildVariables, outputVariables } from '../../../lib/contract';
import { services as allServices } from '../../../lib/local/services';
import {
  commandScript,
  directoryFile,
  environmentFile,
} from '../../../lib/local/services/codebuild/shell/script';
import { objectKeys } from '../../../lib/object-keys';
import { startMachine, type TestMachine, testRegion } from '../../local/machine';
import { Words } from './words';

export const kits = path.resolve(__dirname, '../../../buildspecs');
const program = path.resolve(__dirname, '../../../dist/kit.cjs');

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Begun {
  readonly ended: Promise<Ended>;
  /** Ends all that runs in it at once, as CodeBuild does with a build. */
  kill(): void;
}

/** A build's folder beside an account with a bucket, where buildspecs are run by hand. */
export class Workbench {
  readonly bucket = 'bundles-of-dev';
  readonly commit: string;
  readonly folder: string;
  /** Of the release that this build is of, unless `env` says another. */
  execution: string;

  private constructor(
    readonly machine: TestMachine,
    /** What CodePipeline says of the releases of all these benches. */
    readonly words: Words,
    /** Of the bench and all others beside it: HOME, and where temporary files go. */
    private readonly home: string,
    commit: string,
  ) {
    this.commit = commit;
    this.execution = words.begin();
    this.folder = fs.mkdtempSync(path.join(home, 'build-'));
  }

  static async open(
    commit = 'c'.repeat(40),
    options: Parameters<typeof startMachine>[0] = {},
  ): Promise<Workbench> {
    const words = new Words();
    const services = words.in(options.services ?? allServices);
    const machine = await startMachine({ ...options, services });
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kit-')));
    fs.mkdirSync(path.join(home, 'tmp'));
    const bench = new Workbench(machine, words, home, commit);
    await bench.s3.send(new CreateBucketCommand({ Bucket: bench.bucket }));
    bench.write('.gitenv/kit.cjs', fs.readFileSync(program, 'utf8'));
    return bench;
  }

  /** Another release's build, of the same commit unless said otherwise, in the same account. It goes with this one. */
  another(commit = this.commit): Workbench {
    const bench = new Workbench(this.machine, this.words, this.home, commit);
    bench.write('.gitenv/kit.cjs', fs.readFileSync(program, 'utf8'));
    return bench;
  }

  get s3(): S3Client {
    return new S3Client(this.machine.client());
  }

  write(name: string, text: string, mode = 0o644): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  /** Runs the program of the kits as a buildspec does. */
  async kit(...args: string[]): Promise<Ended> {
    const ended = await this.run(process.execPath, ['.gitenv/kit.cjs', ...args]);
    if (['bundle', 'plan'].includes(args[0] ?? '')) this.export(ended);
    return ended;
  }

  /** From here on, this is another release's build in the same folder. */
  beginRelease(): void {
    this.execution = this.words.begin();
  }

  /** Has the build of this release have made another plan than it made. */
  async planned(change: object): Promise<void> {
    const file = '.gitenv/release/plan.json';
    const plan = `${JSON.stringify({ ...JSON.parse(this.read(file)), ...change })}\n`;
    const digest = `sha256:${createHash('sha256').update(plan).digest('hex')}`;
    const Key = objectKeys.planOf(digest);
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body: plan }));
    const { commit, variables } = this.words.kept.get(this.execution) ?? { commit: this.commit };
    const kept = { ...variables, [outputVariables.planDigest]: digest };
    this.words.kept.set(this.execution, { commit, variables: kept });
  }

  /** Has CodePipeline keep what a build that succeeded exports, as of a release. */
  export({ status }: Ended): void {
    const file = path.join(this.folder, '.gitenv/release/variables');
    if (status !== 0 || !fs.existsSync(file)) return;
    const { [buildVariables.executionId]: id = '', [buildVariables.commit]: commit = '' } =
      this.variables;
    this.words.keep(id, commit, fs.readFileSync(file, 'utf8'));
  }

  /** Runs a kit's build phase as CodeBuild does: each command as a script of its own, up to the first that fails. */
  buildspec(kit: string, file: string): Promise<Ended> {
    return this.begin(kit, file).ended;
  }

  begin(kit: string, file: string): Begun {
    const text = fs.readFileSync(path.join(kits, kit, file), 'utf8');
    const { phases, env } = parse(text) as {
      phases: Record<string, { commands?: string[] }>;
      env: { shell: string };
    };
    const commands = ['pre_build', 'build'].flatMap((phase) => phases[phase]?.commands ?? []);
    const state = fs.mkdtempSync(path.join(this.home, 'state-'));
    fs.writeFileSync(path.join(state, environmentFile), '');
    fs.writeFileSync(path.join(state, directoryFile), this.folder);
    const scripts = commands.map((command, index) => {
      const script = path.join(state, `${index}.sh`);
      fs.writeFileSync(script, commandScript(command, state));
      return `${env.shell} ${script} || exit 1`;
    });
    const begun = this.start(env.shell, ['-c', scripts.join('\n')]);
    if (file !== buildspecFiles.build) return begun;
    const ended = begun.ended.then((it) => {
      this.export(it);
      return it;
    });
    return { ...begun, ended };
  }

  /** Of the bundle that the build of this release has handed on, as it is stored. */
  async manifest(): Promise<Manifest> {
    const { digest } = JSON.parse(this.read('.gitenv/release/manifest.json')) as Manifest;
    const stored = await this.object(objectKeys.bundleManifest(digest));
    return JSON.parse(stored.toString('utf8'));
  }

  async object(Key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async keys(prefix = ''): Promise<string[]> {
    const { Contents } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix }),
    );
    return (Contents ?? []).map(({ Key }) => Key ?? '');
  }

  /** What a build is given, and nothing of the test's own environment but PATH. */
  env: Record<string, string> = {};

  /** All that a build is given. */
  get variables(): Record<string, string> {
    const { accessKeyId, secretAccessKey } = this.machine.client().credentials;
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.home,
      TMPDIR: path.join(this.home, 'tmp'),
      AWS_REGION: testRegion,
      AWS_ENDPOINT_URL: this.machine.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CODEBUILD_BUILD_IMAGE: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      [buildVariables.environment]: 'dev',
      [buildVariables.application]: 'orders',
      [buildVariables.commit]: this.commit,
      [buildVariables.executionId]: this.execution,
      [buildVariables.bucket]: this.bucket,
      ...this.env,
    };
  }

  run(command: string, args: readonly string[]): Promise<Ended> {
    return this.start(command, args).ended;
  }

  private start(command: string, args: readonly string[]): Begun {
    // A bash whose input is a socket takes itself for a remote shell and reads the user's .bashrc.
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ status: code ?? -1, stdout, stderr }));
    });
    return { ended, kill: () => process.kill(-(child.pid ?? Number.NaN), 'SIGKILL') };
  }

  async close(): Promise<void> {
    await this.machine.destroy();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}
