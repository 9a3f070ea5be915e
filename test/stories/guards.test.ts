import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
});
afterAll(() => world.end());

interface Row {
  readonly commit: string;
  readonly status: string;
  readonly isRollback: boolean;
  readonly isRolledBack: boolean;
  readonly reason: null | {
    readonly text: string;
    readonly guards: readonly string[];
    author: string;
  };
}

async function history(environment: string): Promise<Row[]> {
  return JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases;
}

const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0] ?? '';
const short = (commit: string) => commit.slice(0, 8);

describe('what upstream has not released successfully', () => {
  let first: string;
  let unproven: string;

  test('is refused in both spellings, before anything moves', async () => {
    first = await world.ok('git rev-parse HEAD');
    const early = await world.sh('git push stg HEAD:refs/heads/main');
    expect(early.status).not.toBe(0);
    expect(early.stderr).toContain(
      `gitenv: stg takes only what dev has released successfully, and ${short(first)} it has not; nothing was changed.`,
    );
    expect(await tipOf('stg')).toBe('');
    await world.ok('git push && git push stg && git push prd HEAD:refs/heads/main');
    unproven = await world.commit('Hotfix');
    const spelled = await world.sh('gitenv push prd');
    expect(spelled.status).toBe(5);
    expect(spelled.stderr).toContain(
      `hint: gitenv push stg ${short(unproven)}\n      gitenv push prd ${short(unproven)} --skip-upstream --reason '…'`,
    );
    expect(await tipOf('prd')).toBe(first);
  });

  test('is refused without a reason, also to who insists', async () => {
    const plain = await world.sh('git push -o skip-upstream prd HEAD:main');
    expect(plain.status).not.toBe(0);
    expect(plain.stderr).toContain("-o skip-upstream needs a reason. Add -o reason='…'.");
    const spelled = await world.sh('gitenv push prd --skip-upstream');
    expect(spelled.status).toBe(2);
    expect(spelled.stderr).toContain("--skip-upstream needs a reason. Add --reason '…'.");
    const unnamed = await world.sh("gitenv push prd --reason 'in a hurry'");
    expect(unnamed.status).toBe(5);
    expect(await tipOf('prd')).toBe(first);
  });

  test('goes past upstream with a reason, which the history shows', async () => {
    await world.ok(
      `git push -o skip-upstream -o reason='the "till" is down: Käse' prd ${unproven}:main`,
    );
    expect(await tipOf('prd')).toBe(unproven);
    expect((await history('prd'))[0]).toMatchObject({
      commit: unproven,
      status: 'Succeeded',
      reason: {
        text: 'the "till" is down: Käse',
        guards: ['skip-upstream'],
        author: 'tester',
      },
    });
    const text = await world.ok('gitenv history prd');
    expect(text).toMatch(/Hotfix .* skip-upstream: "the "till" is down: Käse"/);
    expect(await world.ok('git tag')).toBe('');
  });

  test('keeps its reason, whatever a clone without it mirrors or prunes', async () => {
    const kept = await world.ok("git ls-remote prd 'refs/tags/*'");
    for (const words of ['--mirror prd', "--prune prd 'refs/tags/*'"]) {
      const push = await world.sh(`git push ${words}`);
      expect(push.status).not.toBe(0);
      expect(push.stderr).toContain(
        'gitenv: This push would take away a tag that keeps what gitenv history prd shows; nothing was changed. Push the branch alone.\nhint: git push prd HEAD:main',
      );
    }
    expect(await world.ok("git ls-remote prd 'refs/tags/*'")).toBe(kept);
    await world.ok('git push prd HEAD:refs/tags/v1 && git push prd :refs/tags/v1');
  });

  test('shows the reason in any clone, and starts no release by keeping it', async () => {
    const address = await world.ok('git remote get-url dev');
    await world.ok(`git clone --quiet ${address} ../other`);
    const { stdout } = await world.sh('gitenv -C ../other history prd');
    expect(stdout).toContain('the "till" is down');
    expect(await history('prd')).toHaveLength(2);
  });
});

describe('what would undo commits', () => {
  test('is refused also to git push --force, until there is a reason', async () => {
    const base = await world.ok('git rev-parse HEAD');
    await world.commit('Good');
    await world.ok('git push && git push stg');
    await world.ok(`git checkout --quiet -b side ${base}`);
    const sideways = await world.commit('Sideways');
    const forced = await world.sh('git push --force dev HEAD:main');
    expect(forced.status).not.toBe(0);
    expect(forced.stderr).toMatch(/gitenv: [0-9a-f]{8} lacks commits that dev has/);
    expect(forced.stderr).toContain(`git push --force -o reason='…' dev ${short(sideways)}:main`);
    const spelled = await world.sh('gitenv push dev');
    expect(spelled.status).toBe(5);
    await world.ok("git push --force -o reason='try the other way' dev HEAD:main");
    expect((await history('dev'))[0]).toMatchObject({
      commit: sideways,
      reason: { text: 'try the other way', guards: ['allow-downgrade'] },
    });
    await world.ok('git checkout --quiet main');
    await world.ok("gitenv push dev main --allow-downgrade --reason 'and back'");
    expect((await history('dev'))[0]?.reason?.text).toBe('and back');
  });

  test('is not refused where what it undoes has failed', async () => {
    world.write('broken-build', '');
    await world.commit('Break');
    expect((await world.sh('git push')).status).toBe(1);
    await world.ok('git rm --quiet --cached broken-build && rm broken-build');
    await world.ok('git commit --quiet --amend --allow-empty --message Mend');
    await world.ok('git push --force');
    expect((await history('dev'))[0]).toMatchObject({ status: 'Succeeded' });
  });

  test('is told from what does not by the whole history, in a shallow clone too', async () => {
    const address = await world.ok('git remote get-url dev');
    await world.ok(`git clone --quiet --depth 1 ${address} ../shallow`);
    await world.ok('git -C ../shallow commit --quiet --allow-empty -m "On top"');
    await world.ok('git -C ../shallow push --quiet origin HEAD:main');
    await world.ok('git fetch --quiet dev && git merge --quiet --ff-only dev/main');
    const running = await world.ok('git rev-parse HEAD');
    await world.commit('Further');
    world.write('broken-build', '');
    await world.commit('Break again');
    expect((await world.sh('git push')).status).toBe(1);
    await world.ok(`git clone --quiet --depth 1 ${address} ../shallower`);
    await world.ok(
      'cd ../shallower && git rm --quiet broken-build && git commit --quiet -m Mend && git push --quiet origin HEAD:main',
    );
    expect((await history('dev'))[0]).toMatchObject({ status: 'Succeeded' });
    expect(await world.ok(`git -C ../shallower merge-base ${running} HEAD`)).toBe(running);
    await world.ok('git pull --quiet --ff-only dev main');
  });
});

describe('a clone that was cut off where no environment can help', () => {
  test('is refused, with how to make it whole', async () => {
    await world.commit('Not in dev');
    await world.ok(`git clone --quiet --depth 1 file://${world.repository} ../cut`);
    await world.ok(
      'cd ../cut && git commit --quiet --allow-empty -m "On the cut" && git tag cut && cp ../app/gitenv.json .',
    );
    const { status, stderr } = await world.sh('gitenv -C ../cut push dev');
    expect(status).toBe(3);
    expect(stderr).toContain('nobody can tell what would be undone; nothing was changed.');
    expect(stderr).toContain('hint: git fetch --unshallow');
    await world.ok('git -C ../cut fetch --quiet --unshallow && gitenv -C ../cut push dev');
    await world.ok('git pull --quiet --ff-only dev main');
  });
});

describe('what was rolled back', () => {
  let good: string;
  let bad: string;

  test('is marked in the history', async () => {
    good = await world.ok('git rev-parse HEAD');
    await world.ok('git push stg');
    bad = await world.commit('Regret');
    await world.ok('git push && git push stg');
    await world.ok('gitenv rollback stg --yes --reason "it is slow"');
    const [back, regretted] = await history('stg');
    expect(back).toMatchObject({ commit: good, isRollback: true, isRolledBack: false });
    expect(back?.reason).toMatchObject({ text: 'it is slow', guards: [] });
    expect(regretted).toMatchObject({ commit: bad, isRollback: false, isRolledBack: true });
    expect(await world.ok('gitenv history stg')).toMatch(/Regret .*rolled back/);
  });

  test('is not released there again, in neither spelling', async () => {
    const plain = await world.sh('git push stg');
    expect(plain.status).not.toBe(0);
    expect(plain.stderr).toMatch(
      new RegExp(`gitenv: ${short(bad)} was rolled back in stg \\([-0-9]+ [0-9:]+ UTC\\)`),
    );
    const spelled = await world.sh('gitenv push stg');
    expect(spelled.status).toBe(5);
    expect(spelled.stderr).toContain(`gitenv push stg ${short(bad)} --reason '…'`);
    const around = await world.sh(`gitenv rollback stg --to ${bad} --yes`);
    expect(around.status).toBe(5);
    expect(await tipOf('stg')).toBe(good);
  });

  test('and not released downstream either', async () => {
    const { status, stderr } = await world.sh('gitenv push prd');
    expect(status).toBe(5);
    expect(stderr).toContain(`stg has rolled ${short(bad)} back`);
  });

  test('is released again when it is named with a reason', async () => {
    await world.ok(`gitenv push stg ${bad} --reason 'the machine was slow'`);
    const [again, , before] = await history('stg');
    expect(again).toMatchObject({ commit: bad, isRolledBack: false });
    expect(again?.reason?.text).toBe('the machine was slow');
    expect(before).toMatchObject({ commit: bad, isRolledBack: true });
    expect(before?.reason).toBeNull();
  });

  test('goes on in a descendant that mends it', async () => {
    await world.ok('gitenv rollback stg --yes');
    const mended = await world.commit('Mend what was regretted');
    await world.ok('git push && git push stg');
    expect(await tipOf('stg')).toBe(mended);
  });
});

describe('when AWS cannot be asked', () => {
  test('a push is refused with the reason, unless somebody insists', async () => {
    const config = world.read('gitenv.json');
    world.write('gitenv.json', config.replace('"profile": "gitenv-stg"', '"profile": "nobody"'));
    await world.ok('git remote rename stg elsewhere');
    const { status, stderr } = await world.sh('git push prd HEAD:main');
    expect(status).not.toBe(0);
    expect(stderr).toContain(`as prd requires, cannot be asked: No profile 'nobody'`);
    await world.ok("git push -o skip-upstream -o reason='stg is gone' prd HEAD:main");
    world.write('gitenv.json', config);
    await world.ok('git remote rename elsewhere stg');
    expect((await history('prd'))[0]?.reason?.text).toBe('stg is gone');
  });
});
