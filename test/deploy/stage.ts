import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { type Environment, environmentAt } from '../../lib/config/environment';
import { namesOf } from '../../lib/contract';
import type { ServerOptions } from '../../lib/local/server/server';
import { template } from '../bootstrap/template';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';
import { copyOf, modelOf, type StageModel } from './stage-model';

const project = path.join(__dirname, '..', '..');
export const application = 'shop';
export const secondAccount = '222222222222';
export const address = `gitenv://dev@${testRegion}/${application}`;

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An account with a repository, a clone to push from, and git finding the helper. */
export interface Stage {
  readonly machine: TestMachine;
  /** The work tree, whose remote `dev` is the account's repository. */
  readonly clone: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs git as a person would, with the helper on the PATH and nothing of this process's settings. */
  git(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Runs gitenv itself in the clone. */
  gitenv(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Commits a change. @returns the commit */
  commit(message: string, files?: Record<string, string>): Promise<string>;
  destroy(): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Hears of standard error as it comes. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
  /** Hears the number of the process group that the command runs in. */
  readonly onStart?: (group: number) => void;
}

export async function setStage(options: Partial<ServerOptions> = {}): Promise<Stage> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-stage-'));
  publish(path.join(folder, 'bin'));
  fs.mkdirSync(path.join(folder, 'home'));
  const stage = stageIn(folder, await startMachine(options));
  const { git } = stage;
  await git(['init', '--quiet', '-b', 'main', stage.clone], { cwd: folder });
  await git(['remote', 'add', 'dev', address]);
  await git(['config', 'remote.dev.push', 'HEAD:refs/heads/main']);
  return stage;
}

/** Gives stages as this makes one, which it does once for all tests of a file. */
export function stagesOf(make: (stage: Stage) => Promise<unknown>): () => Promise<Stage> {
  const makeModel = async () => {
    const stage = await setStage();
    await make(stage);
    return modelOf(stage);
  };
  let model: Promise<StageModel> | undefined;
  return async () => {
    model ??= makeModel();
    return setStageLike(await model);
  };
}

/** A stage that begins as a copy of another. */
export async function setStageLike(model: StageModel): Promise<Stage> {
  const { root, folder } = copyOf(model);
  return stageIn(folder, await startMachine({ root }));
}

function stageIn(folder: string, machine: TestMachine): Stage {
  const clone = path.join(folder, 'clone');
  const env = environment(folder, machine);
  const git = (args: readonly string[], run: RunOptions = {}) =>
    runProcess('git', args, { cwd: clone, ...run, env: { ...env, ...run.env } });
  return {
    machine,
    clone,
    folder,
    env,
    git,
    gitenv: (args, run = {}) =>
      runProcess('gitenv', args, { cwd: clone, ...run, env: { ...env, ...run.env } }),
    commit: async (message, files = { 'README.md': `${message}\n` }) => {
      for (const [name, text] of Object.entries(files))
        fs.writeFileSync(path.join(clone, name), text);
      await git(['add', '-A']);
      await git(['commit', '--quiet', '-m', message]);
      return (await git(['rev-parse', 'HEAD'])).stdout.trim();
    },
    destroy: async () => {
      await machine.destroy();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Two profiles of two accounts, in files of their own. */
function environment(folder: string, machine: TestMachine): NodeJS.ProcessEnv {
  const config = path.join(folder, 'config');
  fs.writeFileSync(
    config,
    [
      ['dev', testAccount],
      ['other', secondAccount],
    ]
      .map(([profile, account]) => {
        const { accessKeyId, secretAccessKey } = machine.client(account).credentials;
        return `[profile ${profile}]\nendpoint_url = ${machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      })
      .join(''),
  );
  return {
    PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env.PATH}`,
    HOME: path.join(folder, 'home'),
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'no-credentials'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Robin',
    GIT_AUTHOR_EMAIL: 'robin@example.com',
    GIT_COMMITTER_NAME: 'Robin',
    GIT_COMMITTER_EMAIL: 'robin@example.com',
  };
}

/** An environment that is recorded by its name and profile alone. */
export function environmentOf(name: string): Environment {
  return environmentAt({ profile: name, region: testRegion, repository: application }, name);
}

/** An account that has only the repository. */
export async function createRepository({ machine }: Stage): Promise<void> {
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: application }));
}

/** An account as `gitenv init` leaves it, and a work tree that records it. */
export async function install(
  stage: Stage,
  parameters: Record<string, string> = {},
): Promise<void> {
  await installStack(stage, testAccount, { Environment: 'dev', ...parameters });
  const dev = { region: testRegion, profile: 'dev', account: testAccount };
  write(stage, 'gitenv.json', JSON.stringify({ application, environments: { dev } }));
  write(stage, 'buildspec.yml', buildspec('./build.sh'));
  write(stage, 'deployspec.yml', buildspec('./deploy.sh'));
  write(stage, 'build.sh', script('echo building $GITENV_COMMIT'));
  write(stage, 'deploy.sh', script('echo deploying to $GITENV_ENVIRONMENT'));
}

/** The second account as `gitenv init` leaves it, as an environment after dev. */
export async function installSecond(stage: Stage): Promise<void> {
  await installStack(stage, secondAccount, { Environment: 'stg' });
  const dev = { region: testRegion, profile: 'dev', account: testAccount };
  const stg = { region: testRegion, profile: 'other', account: secondAccount };
  write(stage, 'gitenv.json', JSON.stringify({ application, environments: { dev, stg } }));
  await stage.git(['remote', 'add', 'stg', address.replace('dev@', 'other@')]);
  await stage.git(['config', 'remote.stg.push', 'HEAD:refs/heads/main']);
}

export async function installStack(
  { machine }: Pick<Stage, 'machine'>,
  account: string,
  parameters: Record<string, string>,
  { name, body }: { name: string; body: object } = {
    name: namesOf(application).stack,
    body: template(),
  },
): Promise<void> {
  const all = { Application: application, ...parameters };
  await new CloudFormationClient(machine.client(account)).send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(body),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(all).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await machine.idle();
}

export const script = (...lines: string[]) => `#!/bin/sh\n${lines.join('\n')}\n`;

function buildspec(command: string): string {
  return `version: 0.2\nphases:\n  build:\n    commands:\n      - chmod +x *.sh\n      - ${command}\nartifacts:\n  files:\n    - '**/*'\n`;
}

function write({ clone }: Stage, name: string, text: string): void {
  fs.writeFileSync(path.join(clone, name), text, { mode: 0o755 });
}

/** The commands as they are published, which the suite builds from the source under test before it starts. */
function publish(folder: string): void {
  fs.mkdirSync(folder);
  for (const name of ['gitenv', 'git-remote-gitenv'])
    fs.symlinkSync(path.join(project, 'dist', `${name}.cjs`), path.join(folder, name));
}

export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env, onStderr, onStart }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    const text = { stdout: '', stderr: '' };
    // As Ctrl-C on a terminal: the whole process group gets the signal.
    const kill = (signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal);
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text.stdout += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      text.stderr += more;
      onStderr?.(more, kill);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, ...text }));
  });
}
