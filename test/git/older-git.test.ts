import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { fetchCommits } from '../../lib/git/push';
import { addRemote, remoteNames, removeRemote } from '../../lib/git/repository';
import { type GitTask, git } from '../../lib/git/run';
import { deepen, isShallow } from '../../lib/git/shallow';
import { Workspace } from './workspace';

/** What git 2.25 refuses, as it does: with its usage, and status 129. */
const unknownTo225 = ['--no-write-fetch-head', '--initial-branch', '-b', 'remote remove --'];

let workspace: Workspace;
let cwd: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  workspace = new Workspace();
  cwd = workspace.repository('a', true);
  workspace.commit('a', 'First');
  workspace.commit('a', 'Second');
  workspace.git('a', 'push', '--quiet', 'origin', 'main');
  env = { ...workspace.env, PATH: olderGit() };
});
afterEach(() => workspace.destroy());

/** A PATH on which git is one of then, as far as its options go. */
function olderGit(): string {
  const folder = workspace.path('bin');
  fs.mkdirSync(folder);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const cases = unknownTo225.map((one) => `*" ${one} "*) exit 129;;`).join(' ');
  const text = `#!/bin/sh\ncase " $* " in ${cases} esac\nexec '${real}' "$@"\n`;
  fs.writeFileSync(`${folder}/git`, text, { mode: 0o755 });
  return `${folder}:${process.env.PATH}`;
}

const run = <T>(task: GitTask<T>, from = cwd) => git(task, { cwd: from, env });

describe('a git of version 2.25', () => {
  test('fetches', async () => {
    const tip = workspace.git('a', 'rev-parse', 'HEAD');
    const other = workspace.repository('b');
    await run(fetchCommits(workspace.path('a.git'), ['main']), other);
    expect(workspace.git('b', 'cat-file', '-t', tip)).toBe('commit');
  });

  test('makes a shallow clone whole', async () => {
    const url = `file://${workspace.path('a.git')}`;
    workspace.git('a', 'clone', '--quiet', '--depth', '1', url, workspace.path('cut'));
    const cut = workspace.path('cut');
    expect(await run(isShallow, cut)).toBe(true);
    expect(await run(deepen('origin', 'main'), cut)).toBe(true);
    expect(await run(isShallow, cut)).toBe(false);
  });

  test('removes a remote', async () => {
    await run(addRemote('prd', 'gitenv://eu-west-1/shop'));
    await run(removeRemote('prd'));
    expect(await run(remoteNames)).toEqual(['origin']);
  });

  test('still fails for what it cannot do without', async () => {
    const task = { args: ['init', '--initial-branch', 'main'], parse: () => undefined };
    await expect(run(task)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});
