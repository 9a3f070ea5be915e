import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepInstalled, takeInstalled } from './installed-world';

const project = path.join(__dirname, '../..');

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with its own HOME, AWS configuration and application, and the built commands on PATH. */
export interface World {
  readonly folder: string;
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a line in a shell, in the application's repository. */
  sh(line: string, env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** The same, and fails the test when the command fails. Returns stdout, trimmed. */
  ok(line: string, env?: NodeJS.ProcessEnv): Promise<string>;
  write(file: string, content: string, mode?: number): void;
  read(file: string): string;
  commit(subject: string): Promise<string>;
  /** Stops the server, if one runs, and removes the folder. */
  end(): Promise<void>;
}

/** @param application scripts of the application; by default a build and a deploy that succeed and say so */
export async function makeWorld(
  application: Record<string, string> = quietApplication,
): Promise<World> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-story-')));
  const repository = path.join(folder, 'app');
  fs.mkdirSync(repository);
  const env = environmentOf(folder);
  const world: World = {
    folder,
    repository,
    env,
    sh: (line, extra) => shell(line, repository, { ...env, ...extra }),
    ok: async (line, extra) => succeeded(line, await shell(line, repository, { ...env, ...extra })),
    write: (file, content, mode = 0o644) =>
      fs.writeFileSync(path.join(repository, file), content, { mode }),
    read: (file) => fs.readFileSync(path.join(repository, file), 'utf8'),
    commit: async (subject) => {
      await world.ok(`git add --all && git commit --quiet --allow-empty --message '${subject}'`);
      return world.ok('git rev-parse HEAD');
    },
    end: async () => {
      await world.sh('gitenv local destroy --yes');
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
  for (const [name, text] of Object.entries(application)) world.write(name, text, 0o755);
  await world.ok('git init --quiet --initial-branch main');
  await world.commit('Begin');
  return world;
}

/** A world with the local server up and the environments installed. */
export async function makeInstalledWorld(application?: Record<string, string>): Promise<World> {
  const world = await makeWorld(application);
  if (takeInstalled(world)) {
    await world.ok('gitenv local up --port 0');
  } else {
    await world.ok('gitenv local up --port 0');
    await world.ok('gitenv init dev stg prd --yes');
    keepInstalled(world);
  }
  await world.commit('Deploy with gitenv');
  return world;
}

export const quietApplication = {
  build: '#!/usr/bin/env bash\necho building $GITENV_COMMIT\n[ ! -e broken-build ]\n',
  deploy:
    '#!/usr/bin/env bash\necho deploying to $GITENV_ENVIRONMENT\n[ ! -e broken-deploy ] && [ ! -e broken-in-$GITENV_ENVIRONMENT ]\n',
};

function environmentOf(folder: string): NodeJS.ProcessEnv {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  for (const name of ['gitenv', 'git-remote-gitenv']) {
    fs.symlinkSync(path.join(project, 'dist', `${name}.cjs`), path.join(bin, name));
  }
  // `gitenv local up` asks which AWS CLI there is, and that of a machine may take a second to say it.
  fs.writeFileSync(path.join(bin, 'aws'), '#!/bin/sh\necho aws-cli/2.30.0\n', { mode: 0o755 });
  return {
    HOME: folder,
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'tester',
    GIT_AUTHOR_EMAIL: 'tester@example.invalid',
    GIT_COMMITTER_NAME: 'tester',
    GIT_COMMITTER_EMAIL: 'tester@example.invalid',
  };
}

function shell(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise<Outcome>((resolve, reject) => {
    const child = spawn('/bin/bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  }).then(async (outcome) => {
    await demandPasteable(outcome.stderr);
    return outcome;
  });
}

/** Fails a story in which gitenv prints a hint that cannot be typed as it stands. Git's own hints are sentences. */
async function demandPasteable(stderr: string): Promise<void> {
  const found = stderr.matchAll(/^gitenv: .*\n(?:(?!hint: ).*\n)*?hint: (.*(?:\n {6}\S.*)*)/gm);
  const hints = [...found].map(([, hint = '']) => hint.replaceAll('\n      ', '\n'));
  if (hints.length === 0) return;
  const { complaintsOfHint } = await import('../cli/hints/command-line');
  const complaints = (await Promise.all(hints.map(complaintsOfHint))).flat();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

function succeeded(line: string, { status, stdout, stderr }: Outcome): string {
  if (status !== 0) throw new Error(`'${line}' exited with ${status}\n${stdout}\n${stderr}`);
  return stdout.trim();
}
