import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const project = path.join(import.meta.dirname, '..');

/**
 * A root, a server and a repository of their own, with dev, stg and prd installed and one release in each, whose
 * builds do nothing but say when they began.
 */
export function makeScene() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-bench-'));
  const work = path.join(folder, 'app');
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(work);
  fs.mkdirSync(bin);
  for (const name of ['gitenv', 'git-remote-gitenv']) {
    fs.symlinkSync(path.join(project, 'dist', `${name}.cjs`), path.join(bin, name));
  }
  const env = environmentOf(folder, bin);
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: work, env, encoding: 'utf8', stdio: 'pipe' });
  const root = path.join(folder, 'root');
  const end = () => {
    run('gitenv', 'local', 'destroy', '--root', root, '--yes');
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    install(work, root, run);
  } catch (error) {
    end();
    throw error;
  }
  return {
    folder,
    work,
    env,
    run,
    commit: () => run('git', 'commit', '-q', '--allow-empty', '-m', 'Change nothing'),
    end,
  };
}

function install(work, root, run) {
  run('gitenv', 'local', 'up', '--root', root, '--port', '0');
  writeApplication(work);
  run('git', 'init', '-q', '-b', 'main');
  run('git', 'add', '-A');
  run('git', 'commit', '-q', '-m', 'Begin');
  run('gitenv', 'init', 'dev', 'stg', 'prd', '--yes');
  run('git', 'add', '-A');
  run('git', 'commit', '-q', '-m', 'Deploy with gitenv');
  for (const name of ['dev', 'stg', 'prd']) run('gitenv', 'push', name);
}

function environmentOf(folder, bin) {
  const kept = Object.fromEntries(['LANG', 'TMPDIR'].map((name) => [name, process.env[name]]));
  return {
    ...kept,
    HOME: folder,
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'bench',
    GIT_AUTHOR_EMAIL: 'bench@example.invalid',
    GIT_COMMITTER_NAME: 'bench',
    GIT_COMMITTER_EMAIL: 'bench@example.invalid',
  };
}

function writeApplication(work) {
  const script = `#!/usr/bin/env bash\ndate +%s%3N >> "${work}/began"\n`;
  for (const name of ['build', 'deploy'])
    fs.writeFileSync(path.join(work, name), script, { mode: 0o755 });
  fs.writeFileSync(path.join(work, '.gitignore'), 'began\n');
}
