import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pushLeadsTo } from '../../lib/setup/destroy/destroy';

let root: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });
const leads = () => pushLeadsTo(root);
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-leads-'));
  git('init', '--quiet', '-b', 'main');
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a bare git push after an environment is gone', () => {
  test('leads to the only remote that is left, if that is an environment', async () => {
    expect(await leads()).toBeUndefined();
    git('remote', 'add', 'prd', 'gitenv://prd@eu-west-1/shop');
    expect(await leads()).toBe('prd');
    git('remote', 'set-url', 'prd', '../origin.git');
    expect(await leads()).toBeUndefined();
  });

  test('leads nowhere by itself where a branch tracks a remote, or there are several', async () => {
    git('remote', 'add', 'prd', 'gitenv://prd@eu-west-1/shop');
    git('config', 'branch.main.remote', 'prd');
    expect(await leads()).toBeUndefined();
    git('config', '--unset', 'branch.main.remote');
    git('remote', 'add', 'stg', 'gitenv://stg@eu-west-1/shop');
    expect(await leads()).toBeUndefined();
  });
});
