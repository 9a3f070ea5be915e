import { makeInstalledWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
});
afterAll(() => world.end());

const diff = async (words: string) => JSON.parse(await world.ok(`gitenv diff ${words} --json`));
const subjects = (commits: readonly { subject: string }[]) => commits.map(({ subject }) => subject);

describe('gitenv diff', () => {
  test('before the first release shows all there would be', async () => {
    const found = await diff('dev');
    expect(found).toMatchObject({ direction: 'first', to: { subject: 'Deploy with gitenv' } });
    expect(subjects(found.brings)).toEqual(['Deploy with gitenv', 'Begin']);
    expect(found.files.map(({ path }: { path: string }) => path)).toContain('buildspec.yml');
  });

  test('where nothing runs upstream says so', async () => {
    const { status, stderr } = await world.sh('gitenv diff stg');
    expect(status).toBe(5);
    expect(stderr).toContain('Nothing was released successfully in dev yet.');
  });

  test('shows what upstream has and this environment has not, with author and files', async () => {
    await world.ok('git push && git push stg');
    world.write('page.txt', 'one\ntwo\n');
    await world.commit('Add a page');
    await world.ok('git push');
    const text = await world.ok('gitenv diff stg');
    expect(text).toMatch(/^stg: forward/);
    expect(text).toMatch(/Brings 1 commit:\n {4}[0-9a-f]{8} Add a page \(tester\)/);
    expect(text).toMatch(/1 file changed, 2 lines added, 0 removed:\n +\+2 +-0 {2}page\.txt/);
    expect(await diff('stg')).toMatchObject({ direction: 'forward', upstream: 'dev', takes: [] });
  });

  test('tells a way back from a way sideways', async () => {
    const back = await diff('dev HEAD~1');
    expect(back).toMatchObject({ direction: 'rollback', brings: [] });
    expect(subjects(back.takes)).toEqual(['Add a page']);
    await world.ok('git checkout --quiet -b side HEAD~1');
    await world.commit('Another way');
    const sideways = await diff('dev');
    expect(sideways.direction).toBe('sideways');
    expect(subjects(sideways.brings)).toEqual(['Another way']);
    expect(subjects(sideways.takes)).toEqual(['Add a page']);
    await world.ok('git checkout --quiet main');
    expect(await world.ok('gitenv diff dev')).toMatch(
      /^dev: runs [0-9a-f]{8} "Add a page" already/,
    );
  });

  test('takes an environment for what runs there, unless git knows a commit of that name', async () => {
    const [stg] = (await world.ok('git ls-remote stg refs/heads/main')).split('\t');
    expect((await diff('dev stg')).to.commit).toBe(stg);
    const other = await world.ok('git rev-parse HEAD~2');
    await world.ok(`git branch stg ${other}`);
    expect((await diff('dev stg')).to.commit).toBe(other);
    await world.ok('git branch -D stg');
    const nothing = await world.sh('gitenv push dev prd');
    expect(nothing.stderr).toContain('Nothing was released successfully in prd yet.');
    expect(nothing.status).toBe(5);
    // Which commit it is shows in what keeps it out.
    const older = await world.sh('gitenv push dev stg');
    expect(older.stderr).toContain(`${stg?.slice(0, 8)} lacks commits that dev has`);
    expect(older.status).toBe(5);
  });

  test('fetches what this clone lacks, also into a shallow one', async () => {
    const address = await world.ok('git remote get-url stg');
    await world.ok(`git clone --quiet --depth 1 --no-single-branch ${address} ../shallow`);
    expect(await world.ok('git -C ../shallow rev-parse --is-shallow-repository')).toBe('true');
    const { status, stdout } = await world.sh('gitenv -C ../shallow diff stg --json');
    expect({ status, found: JSON.parse(stdout) }).toMatchObject({
      status: 0,
      found: { direction: 'forward', brings: [{ subject: 'Add a page' }], takes: [] },
    });
  });
});
