import fs from 'node:fs';
import path from 'node:path';
import { remoteTip, short, threeReleases } from './releases';
import { address, install, type Stage, stagesOf } from './stage';

let stage: Stage;
const begun = stagesOf(install);
beforeEach(async () => {
  stage = await begun();
});
afterEach(() => stage.destroy());

/** Has somebody else type this, in a clone of their own, between the look of a push and the push. */
async function meanwhile(line: string): Promise<void> {
  const clone = path.join(stage.folder, 'intruder');
  await stage.git(['clone', '--quiet', address, clone], { cwd: stage.folder });
  const hooks = path.join(stage.folder, 'hooks');
  fs.mkdirSync(hooks);
  fs.writeFileSync(
    path.join(hooks, 'pre-push'),
    `#!/bin/sh\nunset $(git rev-parse --local-env-vars)\nexport GITENV_FOLLOW=0\ncd ${clone} && ${line}\n`,
    { mode: 0o755 },
  );
  await stage.git(['config', 'core.hooksPath', hooks]);
}

describe('gitenv rollback', () => {
  test('says what it will do, does it, and how to undo it; with --further it goes on', async () => {
    const [first, second, third] = await threeReleases(stage);
    const once = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(once).toMatchObject({ exitCode: 0 });
    expect(once.stderr).toMatch(
      new RegExp(
        [
          'dev: roll back',
          `  from ${short(third)} "Third"`,
          `  to   ${short(second)} "Second", released \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC by administrator`,
          '  Undoes 1 commit:',
          `    ${short(third)} Third \\(Robin\\)`,
          '  Not undone: data, database migrations, and what those commits changed elsewhere.',
        ].join('\\n'),
      ),
    );
    expect(once.stderr).toContain(`Undo with: gitenv push dev ${short(third)} --reason '…'\n`);
    expect(await remoteTip(stage)).toBe(second);
    expect(await stage.gitenv(['rollback', 'dev', '--yes'])).toMatchObject({ exitCode: 5 });
    expect(await remoteTip(stage)).toBe(second);
    const further = ['rollback', 'dev', '--further', '--yes'];
    expect(await stage.gitenv(further)).toMatchObject({ exitCode: 0 });
    expect(await remoteTip(stage)).toBe(first);
    const undo = ['push', 'dev', short(third), '--reason', 'it was not that'];
    expect(await stage.gitenv(undo)).toMatchObject({ exitCode: 0 });
    expect(await remoteTip(stage)).toBe(third);
  });

  test('goes to the commit that is named, also from a clone that never had it', async () => {
    const [first, , third] = await threeReleases(stage);
    const other = path.join(stage.folder, 'other');
    await stage.git(['init', '--quiet', other], { cwd: stage.folder });
    fs.copyFileSync(path.join(stage.clone, 'gitenv.json'), path.join(other, 'gitenv.json'));
    await stage.git(['commit', '--quiet', '--allow-empty', '-m', 'Elsewhere'], { cwd: other });
    const words = ['rollback', 'dev', '--to', short(first), '--yes', '--no-follow'];
    const back = await stage.gitenv(words, { cwd: other });
    expect(back).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`dev: has ${short(first)}`),
    });
    expect(await remoteTip(stage)).toBe(first);
    expect(back.stderr).toContain(`Undo with: gitenv push dev ${short(third)} --reason '…'\n`);
  });

  test('goes back also from a shallow clone, telling every commit that it undoes', async () => {
    const [first, , third] = await threeReleases(stage);
    const copy = path.join(stage.folder, 'copy');
    await stage.git(['clone', '--quiet', '--depth=1', address, copy], { cwd: stage.folder });
    const words = ['rollback', 'dev', '--to', first, '--yes', '--no-follow'];
    const back = await stage.gitenv(words, { cwd: copy });
    expect(back).toMatchObject({ exitCode: 0 });
    expect(back.stderr).toContain(`  Undoes 2 commits:\n    ${short(third)} Third (Robin)\n`);
    expect(await remoteTip(stage)).toBe(first);
  });

  test('asks, and changes nothing where nobody can answer', async () => {
    const [, , third] = await threeReleases(stage);
    const asked = await stage.gitenv(['rollback', 'dev']);
    expect(asked).toMatchObject({ exitCode: 2 });
    expect(asked.stderr).toContain('Add --yes to go ahead.');
    expect(await remoteTip(stage)).toBe(third);
  });

  test('refuses where there is nothing before', async () => {
    const only = await stage.commit('Only');
    await stage.gitenv(['push', 'dev']);
    const back = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toContain(
      `gitenv: dev has not had a successful release before ${short(only)}.\nhint: gitenv history dev\n`,
    );
  });

  test('loses its lease to somebody who pushes meanwhile, says who, and changes nothing', async () => {
    const [, second] = await threeReleases(stage);
    await meanwhile("git commit -q --allow-empty -m 'Fix the till' && git push -q");
    const back = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(back).toMatchObject({ exitCode: 5 });
    expect(back.stderr).toMatch(
      /gitenv: dev was at \w{8} when you began, but meanwhile (administrator pushed \w{8} "Fix the till"|somebody pushed \w{8}); nothing was changed\./,
    );
    expect(await remoteTip(stage)).not.toBe(second);
  });

  test('follows the release of somebody who goes back to the same commit meanwhile', async () => {
    const [, second] = await threeReleases(stage);
    await meanwhile(`git push -q --force -o reason=back origin ${second}:main`);
    const back = await stage.gitenv(['rollback', 'dev', '--yes']);
    expect(back).toMatchObject({ exitCode: 0 });
    expect(back.stderr).toMatch(new RegExp(`^dev: ${short(second)} is released`, 'm'));
    expect(await remoteTip(stage)).toBe(second);
    const { releases } = JSON.parse((await stage.gitenv(['history', 'dev', '--json'])).stdout);
    expect(releases).toHaveLength(4);
  });
});
