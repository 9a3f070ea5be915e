import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder for real repositories, made with the git of this machine and nobody's configuration. */
export class Workspace {
  readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-git-')));
  readonly env: NodeJS.ProcessEnv = {
    HOME: this.folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Robin',
    GIT_AUTHOR_EMAIL: 'robin@example.com',
    GIT_COMMITTER_NAME: 'Robin',
    GIT_COMMITTER_EMAIL: 'robin@example.com',
  };

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  git(repository: string, ...args: string[]): string {
    const env = { ...process.env, ...this.env };
    return execFileSync('git', args, { cwd: this.path(repository), env, encoding: 'utf8' }).trim();
  }

  /** A work tree; `origin` is a bare repository beside it where `withRemote` says so. */
  repository(name: string, withRemote = false): string {
    fs.mkdirSync(this.path(name));
    this.git(name, 'init', '--quiet', '-b', 'main');
    if (withRemote) {
      fs.mkdirSync(this.path(`${name}.git`));
      this.git(`${name}.git`, 'init', '--quiet', '--bare', '-b', 'main');
      this.git(name, 'remote', 'add', 'origin', this.path(`${name}.git`));
    }
    return this.path(name);
  }

  /** @returns the commit */
  commit(repository: string, message: string): string {
    this.git(repository, 'commit', '--quiet', '--allow-empty', '-m', message);
    return this.git(repository, 'rev-parse', 'HEAD');
  }

  destroy(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
