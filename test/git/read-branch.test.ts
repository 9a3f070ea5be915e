import path from 'node:path';
import { readBranch } from '../../lib/git/read-branch';
import { Workspace } from './workspace';

let workspace: Workspace;
let commit: string;
beforeEach(() => {
  workspace = new Workspace();
  workspace.repository('app');
  commit = workspace.commit('app', 'First');
});
afterEach(() => workspace.destroy());

const read = (name: string, gitDir = '.git', folder = 'app') =>
  readBranch(name, { cwd: workspace.path(folder), gitDir });

describe('reading a branch without git', () => {
  test('finds what is checked out, and any other branch', () => {
    workspace.git('app', 'branch', 'side/road');
    const second = workspace.commit('app', 'Second');
    expect(read('HEAD')).toBe(second);
    expect(read('refs/heads/main', path.join(workspace.path('app'), '.git'))).toBe(second);
    expect(read('refs/heads/side/road')).toBe(commit);
    workspace.git('app', 'checkout', '--quiet', '--detach', commit);
    expect(read('HEAD')).toBe(commit);
  });

  test('finds them from a linked work tree, whose HEAD is its own', () => {
    workspace.git('app', 'worktree', 'add', '--quiet', '-b', 'side', '../side');
    const here = workspace.commit('side', 'Here');
    const gitDir = workspace.git('side', 'rev-parse', '--git-dir');
    expect(read('HEAD', gitDir, 'side')).toBe(here);
    expect(read('refs/heads/main', gitDir, 'side')).toBe(commit);
  });

  test('leaves to git what is not plain there', () => {
    workspace.git('app', 'tag', '--annotate', '--message', 'One', 'v1');
    workspace.git('app', 'symbolic-ref', 'refs/heads/other', 'refs/heads/main');
    expect(read('refs/tags/v1')).toBeUndefined();
    expect(read('refs/heads/other')).toBeUndefined();
    expect(read('main')).toBeUndefined();
    workspace.git('app', 'pack-refs', '--all');
    expect(read('HEAD')).toBeUndefined();
  });
});
