import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { commitsBetween, distanceBetween, isAncestor, subjectOf } from '../../lib/git/history';
import { fetchCommits, pushWithLease } from '../../lib/git/push';
import {
  addRemote,
  currentBranch,
  getFlag,
  remoteNames,
  remoteUrl,
  removeRemote,
  setConfig,
  setRemoteUrl,
  topLevel,
  unsetConfig,
} from '../../lib/git/repository';
import { type GitTask, git } from '../../lib/git/run';
import { Workspace } from './workspace';

let workspace: Workspace;
let cwd: string;
beforeEach(() => {
  workspace = new Workspace();
  cwd = workspace.repository('a', true);
});
afterEach(() => workspace.destroy());

const run = <T>(task: GitTask<T>) => git(task, { cwd, env: workspace.env });
const remoteTip = () => workspace.git('a.git', 'rev-parse', 'main');

describe('a push with a lease', () => {
  const push = (commit: string, seen: string | undefined) =>
    run(pushWithLease({ remote: 'origin', branch: 'main', commit, seen }));

  test('makes the branch where none was seen', async () => {
    const first = workspace.commit('a', 'First');
    expect(await push(first, undefined)).toEqual({ outcome: 'moved' });
    expect(remoteTip()).toBe(first);
  });

  test('moves it forwards and back again, with the tracking branch', async () => {
    const [first, second] = [workspace.commit('a', 'First'), workspace.commit('a', 'Second')];
    await push(second, undefined);
    expect(await push(first, second)).toEqual({ outcome: 'moved' });
    expect(remoteTip()).toBe(first);
    expect(workspace.git('a', 'rev-parse', 'origin/main')).toBe(first);
  });

  test.each(['moved by somebody else', 'made by somebody else'])(
    'moves nothing when the branch was %s',
    async (how) => {
      const [first, second] = [workspace.commit('a', 'First'), workspace.commit('a', 'Second')];
      await push(first, undefined);
      const seen = how.startsWith('moved') ? second : undefined;
      expect(await push(second, seen)).toEqual({ outcome: 'stale' });
      expect(remoteTip()).toBe(first);
    },
  );

  test('says when there was nothing to do', async () => {
    const first = workspace.commit('a', 'First');
    await push(first, undefined);
    expect(await push(first, first)).toEqual({ outcome: 'unchanged' });
  });

  test('passes on why the other side refused', async () => {
    workspace.git('a.git', 'config', 'receive.denyDeletes', 'true');
    workspace.git('a.git', 'config', 'receive.denyNonFastForwards', 'true');
    const [first, second] = [workspace.commit('a', 'First'), workspace.commit('a', 'Second')];
    await push(second, undefined);
    expect(await push(first, second)).toEqual({ outcome: 'refused', reason: 'non-fast-forward' });
  });

  test('goes to another address than the remote’s own where one is given', async () => {
    workspace.repository('b', true);
    const first = workspace.commit('a', 'First');
    workspace.git('a', 'config', 'remote.origin.url', '/nowhere');
    const url = workspace.path('b.git');
    await run(
      pushWithLease({ remote: 'origin', url, branch: 'main', commit: first, seen: undefined }),
    );
    expect(workspace.git('b.git', 'rev-parse', 'main')).toBe(first);
    expect(workspace.git('a', 'rev-parse', 'origin/main')).toBe(first);
  });

  test.each([503, undefined])(
    'tells a connection that broke from a hook that ended it: %s',
    async (status) => {
      const first = workspace.commit('a', 'First');
      const service = '001f# service=git-receive-pack\n0000';
      const server = http.createServer((asked, answer) => {
        if (asked.method === 'POST' && status === undefined) return answer.destroy();
        if (asked.method === 'POST') return answer.writeHead(status ?? 0).end();
        const refs = workspace.git(
          'a.git',
          'receive-pack',
          '--stateless-rpc',
          '--advertise-refs',
          '.',
        );
        answer.setHeader('content-type', 'application/x-git-receive-pack-advertisement');
        return answer.end(`${service}${refs}`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      workspace.git('a', 'config', 'remote.origin.url', `http://127.0.0.1:${port}/a.git`);
      expect(await push(first, undefined)).toEqual({
        outcome: 'unanswered',
        reason: expect.stringMatching(/^RPC failed; /),
      });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  test('runs the repository’s own pre-push hook', async () => {
    const first = workspace.commit('a', 'First');
    workspace.git('a', 'config', 'core.hooksPath', workspace.path('hooks'));
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(workspace.path('hooks'));
    writeFileSync(
      workspace.path('hooks', 'pre-push'),
      '#!/bin/sh\necho no pushing on Fridays >&2\nexit 1\n',
      { mode: 0o755 },
    );
    expect(await push(first, undefined)).toEqual({
      outcome: 'ended',
      reason: 'no pushing on Fridays',
    });
  });
});

describe('the repository', () => {
  test('brings commits here without moving a ref', async () => {
    const first = workspace.commit('a', 'First');
    workspace.git('a', 'push', '--quiet', 'origin', 'main');
    const other = workspace.repository('b');
    const fetch = fetchCommits(workspace.path('a.git'), ['refs/heads/main']);
    await git(fetch, { cwd: other, env: workspace.env });
    expect(workspace.git('b', 'cat-file', '-t', first)).toBe('commit');
    expect(workspace.git('b', 'for-each-ref')).toBe('');
  });

  test('tells how two commits stand to each other', async () => {
    const [first, second] = [workspace.commit('a', 'First'), workspace.commit('a', 'Second')];
    const unknown = '1'.repeat(40);
    expect(await run(isAncestor(first, second))).toBe(true);
    expect(await run(isAncestor(second, first))).toBe(false);
    expect(await run(isAncestor(unknown, first))).toBe(false);
    expect(await run(distanceBetween(first, second))).toEqual({ ahead: 0, behind: 1 });
    expect(await run(distanceBetween(unknown, second))).toBeUndefined();
    expect(await run(commitsBetween(first, second))).toEqual([
      { commit: second, subject: 'Second', author: 'Robin' },
    ]);
    expect(await run(commitsBetween(unknown, second))).toBeUndefined();
    expect(await run(subjectOf(second))).toBe('Second');
    expect(await run(subjectOf(unknown))).toBeUndefined();
  });

  test('knows its root and branch, also on a detached HEAD', async () => {
    workspace.commit('a', 'First');
    expect(await run(topLevel)).toBe(cwd);
    expect(await run(currentBranch)).toBe('main');
    workspace.git('a', 'checkout', '--quiet', '--detach');
    expect(await run(currentBranch)).toBeUndefined();
  });

  test('keeps remotes and settings', async () => {
    await run(addRemote('dev', 'gitenv://dev@eu-west-1/shop'));
    await run(setRemoteUrl('dev', 'gitenv://x@eu-west-1/shop'));
    expect(await run(remoteUrl('dev'))).toBe('gitenv://x@eu-west-1/shop');
    expect(await run(remoteUrl('none'))).toBeUndefined();
    expect(await run(remoteNames)).toEqual(['dev', 'origin']);
    await run(removeRemote('dev'));
    expect(await run(remoteNames)).toEqual(['origin']);
    await run(setConfig('gitenv.follow', 'off'));
    expect(await run(getFlag('gitenv.follow'))).toBe(false);
    await run(unsetConfig('gitenv.follow'));
    await run(unsetConfig('gitenv.follow'));
    expect(await run(getFlag('gitenv.follow'))).toBeUndefined();
  });

  test('never takes a name for an option', async () => {
    workspace.commit('a', 'First');
    await run(addRemote('--help', 'x'));
    expect(await run(remoteNames)).toContain('--help');
    await expect(run(subjectOf('--output=x'))).resolves.toBeUndefined();
    await expect(run(isAncestor('--all', 'HEAD'))).resolves.toBe(false);
    expect(workspace.git('a', 'status', '--porcelain')).toBe('');
  });
});
