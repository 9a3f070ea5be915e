import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const project = path.join(import.meta.dirname, '..');

/**
 * A root, a server and a repository of their own, with dev, stg and prd installed and one release in each.
 * @param write puts the application into its folder; by default one whose builds do nothing but say when they began
 * @param configure is given that folder once gitenv init has written what it writes there
 * @param local is added to `gitenv local up`
 */
export function makeScene({
  write = writeApplication,
  environments = ['dev', 'stg', 'prd'],
  kit = 'script',
  configure = () => undefined,
  local = [],
} = {}) {
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
    write(work);
    install(root, run, { environments, kit, local, configure: () => configure(work) });
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

function install(root, run, { environments, kit, local, configure }) {
  run('gitenv', 'local', 'up', '--root', root, '--port', '0', ...local);
  run('git', 'init', '-q', '-b', 'main');
  run('git', 'add', '-A');
  run('git', 'commit', '-q', '-m', 'Begin');
  // A kit that plans reads the account in its builds, and is asked what its deploys may change.
  const reading = ['--build-policy', 'arn:aws:iam::aws:policy/ReadOnlyAccess'];
  const rights = kit === 'script' ? [] : ['--deploy-rights', 'administrator', ...reading];
  run('gitenv', 'init', ...environments, '--kit', kit, ...rights, '--yes');
  configure();
  run('git', 'add', '-A');
  run('git', 'commit', '-q', '-m', 'Deploy with gitenv');
  for (const name of environments) run('gitenv', 'push', name);
}

/** How an environment's account is reached, as its profile says. */
export function accountOf(env, environment) {
  const profile = (file, section) => {
    const text = fs.readFileSync(file, 'utf8').split(`[${section}]`)[1].split('\n[')[0];
    return Object.fromEntries(
      [...text.matchAll(/^\s*(\w+)\s*=\s*(.+?)\s*$/gm)].map(([, key, value]) => [key, value]),
    );
  };
  const name = `gitenv-${environment}`;
  const { endpoint_url: endpoint, region } = profile(env.AWS_CONFIG_FILE, `profile ${name}`);
  const keys = profile(env.AWS_SHARED_CREDENTIALS_FILE, name);
  return {
    endpoint,
    region,
    accessKeyId: keys.aws_access_key_id,
    secretAccessKey: keys.aws_secret_access_key,
  };
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
