import fs from 'node:fs';
import path from 'node:path';
import { install, type Stage, stagesOf } from './stage';

let stage: Stage;
const begun = stagesOf(async (made) => {
  await install(made);
  await made.commit('First');
  await made.git(['push', 'dev']);
});
beforeEach(async () => {
  stage = await begun();
});
afterEach(() => stage.destroy());

const tags = async () => (await stage.git(['ls-remote', 'dev', 'refs/tags/gitenv/*'])).stdout;
const tip = async () =>
  (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout.split('\t')[0];

/** Somebody pushes just between our look and our move. */
function overtakeOnce(): void {
  const hook = path.join(stage.clone, '.git', 'hooks', 'pre-push');
  const script = [
    '#!/bin/sh',
    'rm -- "$0"',
    'other=$(git commit-tree -p $(git ls-remote dev refs/heads/main | cut -f1) -m Theirs HEAD^{tree})',
    'GITENV_FOLLOW=0 git push --quiet dev $other:refs/heads/main',
  ];
  fs.writeFileSync(hook, `${script.join('\n')}\n`, { mode: 0o755 });
}

const spellings = [
  ['gitenv push', () => stage.gitenv(['push', 'dev', 'HEAD', '--reason', 'it has to be'])],
  ['git push', () => stage.git(['push', '-o', 'reason=it has to be', 'dev', 'HEAD:main'])],
] as const;

describe.each(spellings)('the reason of a %s', (spelling, push) => {
  test('is kept with the release', async () => {
    await stage.commit('Second');
    expect(await push()).toMatchObject({ exitCode: 0 });
    const { stdout } = await stage.gitenv(['history', 'dev', '--json']);
    expect(JSON.parse(stdout).releases[0].reason).toMatchObject({ text: 'it has to be' });
  });

  test('is not kept where a lock refuses the push', async () => {
    await stage.gitenv(['lock', 'dev', '--reason', 'database migration']);
    await stage.commit('Second');
    const refused = await push();
    expect(refused.stderr).toContain('database migration');
    expect(refused.exitCode).not.toBe(0);
    expect(await tags()).toBe('');
  });

  test('does not stay where somebody else was faster', async () => {
    const ours = await stage.commit('Second');
    overtakeOnce();
    const refused = await push();
    expect(refused.exitCode).not.toBe(0);
    if (spelling === 'gitenv push') expect(refused.stderr).toContain('administrator pushed');
    expect(refused.stderr).not.toContain('bug in gitenv');
    expect(await tip()).not.toBe(ours);
    expect(await tags()).toBe('');
  });
});

test('the reason of a rollback is not kept where a lock refuses it', async () => {
  await stage.commit('Second');
  await stage.git(['push', 'dev']);
  await stage.gitenv(['lock', 'dev', '--reason', 'database migration']);
  const refused = await stage.gitenv(['rollback', 'dev', '--reason', 'too slow', '--yes']);
  expect(refused).toMatchObject({ exitCode: 5 });
  expect(await tags()).toBe('');
});

test('a dry run keeps no reason', async () => {
  await stage.commit('Second');
  const args = ['push', '--dry-run', '-o', 'reason=it has to be', 'dev', 'HEAD:main'];
  expect(await stage.git(args)).toMatchObject({ exitCode: 0 });
  expect(await tags()).toBe('');
});
