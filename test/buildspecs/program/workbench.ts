import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { parse } from 'yaml';
import type { Manifest } from '../../../lib/bundle/manifest';
import { buildVariables } from '../../../lib/contract';
import {
  commandScript,
  directoryFile,
  environmentFile,
} from '../../../lib/local/services/codebuild/shell/script';
import { objectKeys } from '../../../lib/object-keys';
import { startMachine, type TestMachine, testRegion } from '../../local/machine';

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

  private constructor(
    readonly machine: TestMachine,
    /** Of the bench and all others beside it: HOME, and where temporary files go. */
    private readonly home: string,
    commit: string,
  ) {
    this.commit = commit;
    this.folder = fs.mkdtempSync(path.join(home, 'build-'));
  }

  static async open(
    commit = 'c'.repeat(40),
    options: Parameters<typeof startMachine>[0] = {},
  ): Promise<Workbench> {
    const machine = await startMachine(options);
    const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-kit-')));
    fs.mkdirSync(path.join(home, 'tmp'));
    const bench = new Workbench(machine, home, commit);
    await bench.s3.send(new CreateBucketCommand({ Bucket: bench.bucket }));
    bench.write('.gitenv/kit.cjs', fs.readFileSync(program, 'utf8'));
    return bench;
  }

  /** Another build, of the same commit unless said otherwise, in the same account. It goes with this one. */
  another(commit = this.commit): Workbench {
    const bench = new Workbench(this.machine, this.home, commit);
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
  kit(...args: string[]): Promise<Ended> {
    return this.run(process.execPath, ['.gitenv/kit.cjs', ...args]);
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
    return this.start(env.shell, ['-c', scripts.join('\n')]);
  }

  async manifest(): Promise<Manifest> {
    const Key = objectKeys.manifest(this.commit);
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
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
      [buildVariables.executionId]: '11111111-2222-4333-8444-555555555555',
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
