import { execFileSync } from 'node:child_process';
import { resolveCommit } from '../../lib/git/resolve-commit';
import { Workspace } from './workspace';

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.destroy());

const resolve = (cwd: string, spec: string) => resolveCommit(spec, { cwd, env: workspace.env });

describe('what names a commit', () => {
  test.each(['HEAD', 'main', 'v1', 'v1-annotated', 'refs/heads/main', 'HEAD~0', ':/First'])(
    '%s is understood, and a tag is peeled to its commit',
    async (spec) => {
      const cwd = workspace.repository('a');
      const commit = workspace.commit('a', 'First');
      workspace.git('a', 'tag', 'v1');
      workspace.git('a', 'tag', '-a', 'v1-annotated', '-m', 'One');
      expect(await resolve(cwd, spec)).toBe(commit);
    },
  );

  test('may be cut short, and stand on a detached HEAD', async () => {
    const cwd = workspace.repository('a');
    const first = workspace.commit('a', 'First');
    workspace.commit('a', 'Second');
    workspace.git('a', 'checkout', '--quiet', '--detach', first);
    expect(await resolve(cwd, first.slice(0, 7))).toBe(first);
    expect(await resolve(cwd, 'HEAD')).toBe(first);
  });

  test.each(['nothing', '--help', '-n1', '0'.repeat(40), 'main:README', ''])(
    '%p is refused where there is no such commit, and never taken for an option',
    async (spec) => {
      const cwd = workspace.repository('a');
      workspace.commit('a', 'First');
      await expect(resolve(cwd, spec)).rejects.toMatchObject({
        code: 'UNKNOWN_COMMIT',
        exitCode: 2,
        message: `There is no commit '${spec}' in ${cwd}.`,
      });
    },
  );

  test('is refused where it fits several, naming them', async () => {
    const cwd = workspace.repository('a');
    const prefix = sharedPrefix(workspace);
    await expect(resolve(cwd, prefix)).rejects.toMatchObject({
      code: 'AMBIGUOUS_COMMIT',
      exitCode: 2,
      message: expect.stringMatching(
        new RegExp(`^'${prefix}' could be any of [23] commits: ${prefix}\\w* Commit \\d+; `),
      ),
    });
  });

  test('is refused in a repository without a commit', async () => {
    const cwd = workspace.repository('a');
    await expect(resolve(cwd, 'HEAD')).rejects.toMatchObject({
      code: 'EMPTY_REPOSITORY',
      exitCode: 3,
      message: `${cwd} has no commit yet.`,
      hint: "git add . && git commit -m 'Begin'",
    });
  });

  test('is refused outside of a repository', async () => {
    await expect(resolve(workspace.folder, 'HEAD')).rejects.toMatchObject({
      code: 'NOT_A_REPOSITORY',
      exitCode: 3,
    });
  });

  test('is refused where git is missing', async () => {
    const cwd = workspace.repository('a');
    const place = { cwd, env: { ...workspace.env, PATH: workspace.folder } };
    await expect(resolveCommit('HEAD', place)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      exitCode: 3,
      advice: 'Install git and put it on the PATH.',
    });
  });
});

/** Makes commits until two of them begin with the same four digits: a few hundred are enough. */
function sharedPrefix(place: Workspace): string {
  const stream = Array.from({ length: 900 }, (_, index) => {
    const message = `Commit ${index}`;
    return `commit refs/heads/many-${index}\ncommitter R <r@example.com> ${index} +0000\ndata ${message.length}\n${message}\n`;
  });
  const env = { ...process.env, ...place.env };
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: place.path('a'),
    env,
    input: stream.join(''),
  });
  const seen = new Set<string>();
  for (const commit of place.git('a', 'rev-list', '--all').split('\n')) {
    const prefix = commit.slice(0, 4);
    if (seen.has(prefix)) return prefix;
    seen.add(prefix);
  }
  throw new Error('900 commits without two that begin alike');
}
