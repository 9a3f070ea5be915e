import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where the installed package keeps what the demo needs. */
export interface DemoPackage {
  /** The built commands, by the name they have on PATH. */
  readonly commands: Readonly<Record<string, string>>;
  /** The folder with `links` and `links.history`. */
  readonly examples: string;
}

/** A temporary world: repository, AWS configuration, server root and machines, all in one folder. */
export interface Stage {
  readonly folder: string;
  readonly repository: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The folder each environment's machine serves from. */
  readonly machines: Readonly<Record<string, string>>;
  /** Ends the machines and, unless kept, the server and the folder. */
  close(keep: boolean): void;
}

export const demoEnvironments = ['dev', 'stg', 'prd'] as const;

export function setStage(source: DemoPackage): Stage {
  // Resolved, because on macOS the temporary folder is behind a link and git reports the real path.
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-demo-')));
  const repository = path.join(folder, 'links');
  const root = path.join(folder, 'aws');
  const env = environmentOf(folder, linkCommands(folder, source.commands));
  const machines = Object.fromEntries(
    demoEnvironments.map((name) => [name, path.join(folder, 'machines', name)]),
  );
  fs.cpSync(path.join(source.examples, 'links'), repository, { recursive: true });
  fs.cpSync(path.join(source.examples, 'links.history'), path.join(folder, 'changes'), {
    recursive: true,
  });
  fs.writeFileSync(
    path.join(repository, 'machine', 'machines.json'),
    `${JSON.stringify(machines, null, 2)}\n`,
  );
  begin(repository, env);
  const processes = Object.entries(machines).map(([name, home]) =>
    startMachine(repository, name, home, env),
  );
  return {
    folder,
    repository,
    root,
    env,
    machines,
    close: (keep) => {
      if (keep) return;
      for (const machine of processes) machine.kill();
      spawnSync('gitenv', ['local', 'destroy', '--root', root, '--yes'], { env, stdio: 'ignore' });
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function linkCommands(folder: string, commands: DemoPackage['commands']): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  for (const [name, file] of Object.entries(commands)) fs.symlinkSync(file, path.join(bin, name));
  return bin;
}

/** Nothing of the user's AWS or git configuration takes part, and nothing of it is touched. */
function environmentOf(folder: string, bin: string): NodeJS.ProcessEnv {
  const foreign = /^(AWS_|GIT_|GITENV_|XDG_)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: folder,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PAGER: 'cat',
    GIT_AUTHOR_NAME: 'you',
    GIT_AUTHOR_EMAIL: 'you@example.invalid',
    GIT_COMMITTER_NAME: 'you',
    GIT_COMMITTER_EMAIL: 'you@example.invalid',
  };
}

function begin(repository: string, env: NodeJS.ProcessEnv): void {
  for (const args of [
    // `init` takes the name of the branch since git 2.28.
    ['init', '--quiet'],
    ['symbolic-ref', 'HEAD', 'refs/heads/main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Shorten links'],
  ]) {
    const { status, stderr } = spawnSync('git', args, { cwd: repository, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  }
}

function startMachine(
  repository: string,
  name: string,
  home: string,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  fs.mkdirSync(home, { recursive: true });
  // A copy, since the work tree changes under it.
  const program = path.join(home, '..', 'machine.mjs');
  fs.copyFileSync(path.join(repository, 'machine', 'machine.js'), program);
  const machine = spawn(process.execPath, [program, name, home], {
    env,
    stdio: 'ignore',
    detached: true,
  });
  machine.unref();
  return machine;
}
