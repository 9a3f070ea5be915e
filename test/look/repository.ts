import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { lookAtCommit } from '../../lib/look/look';
import { adviceOn, fixesOf } from '../../lib/look/trouble';
import { Workspace } from '../git/workspace';

const kits = path.join(__dirname, '../../buildspecs');

/** The buildspecs of a kit, and the file that they run. */
export function kit(name: string) {
  const read = (file: string) => fs.readFileSync(path.join(kits, name, file), 'utf8');
  return {
    'buildspec.yml': read('buildspec.yml'),
    'deployspec.yml': read('deployspec.yml'),
    '.gitenv/kit.cjs': '// the program of the kits\n',
    'gitenv.json': JSON.stringify({ application: 'shop', kit: name, environments: {} }),
  };
}

/** A repository with an application of the script kit that lacks nothing. */
export const whole = {
  ...kit('script'),
  build: '#!/bin/sh\necho building\n',
  deploy: '#!/bin/sh\necho deploying\n',
};

/** A real repository, whose commits are looked at. */
export class LookedAtRepository {
  private readonly workspace = new Workspace();
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>, ...options: string[]) {
    this.folder = this.workspace.path('app');
    fs.mkdirSync(this.folder);
    this.git('init', '--quiet', '-b', 'main', ...options);
    this.commit(files);
  }

  git(...args: string[]): string {
    return this.workspace.git('app', ...args);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
  }

  remove(...names: string[]): void {
    for (const name of names) fs.rmSync(path.join(this.folder, name), { recursive: true });
  }

  /** Writes files, and commits all that is there and not ignored. */
  commit(files: Readonly<Record<string, string>> = {}): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'Change');
  }

  /** What would make a release fail, and what to do about it. */
  async look(commit = 'HEAD'): Promise<{ whats: string[]; advice: string[]; fixes: string[] }> {
    const troubles = await lookAtCommit({
      commit: this.git('rev-parse', commit),
      place: { cwd: this.folder, env: this.workspace.env },
      environment: 'dev',
    });
    const typist = { up: '', environment: 'dev' };
    return {
      whats: troubles.map(({ what }) => what),
      advice: adviceOn(troubles, typist),
      fixes: fixesOf(troubles, typist),
    };
  }

  /** Types each fix as it stands, and looks again. */
  async follow(): Promise<string[]> {
    const { fixes } = await this.look();
    const env = { ...process.env, ...this.workspace.env };
    for (const fix of fixes)
      execFileSync('/bin/sh', ['-ec', fix], { cwd: this.folder, env, stdio: 'pipe' });
    return (await this.look()).whats;
  }

  end(): void {
    this.workspace.destroy();
  }
}
