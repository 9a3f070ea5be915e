import { GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { objectKeys } from '../../lib/object-keys';
import { until } from '../local/until';
import { type GuardedWorld, makeGuardedWorld } from './gate-world';
import type { World } from './world';

/** One world for all, in which one story follows another. */
let guarded: GuardedWorld;
let world: World;
beforeAll(async () => {
  guarded = await makeGuardedWorld();
  world = guarded.world;
});
afterAll(() => world?.end());

const pipeline: GuardedWorld['pipeline'] = (...given) => guarded.pipeline(...given);
const history: GuardedWorld['history'] = (...given) => guarded.history(...given);
const newest: GuardedWorld['newest'] = (...given) => guarded.newest(...given);
const ended: GuardedWorld['ended'] = (...given) => guarded.ended(...given);
const gateLog: GuardedWorld['gateLog'] = (...given) => guarded.gateLog(...given);
const pushPast: GuardedWorld['pushPast'] = (...given) => guarded.pushPast(...given);
const keys: GuardedWorld['keys'] = (...given) => guarded.keys(...given);
const tested: GuardedWorld['tested'] = (...given) => guarded.tested(...given);

describe('people and the gate', () => {
  const short = async () => (await world.ok('git rev-parse HEAD')).slice(0, 8);

  test('are told rule by rule what it would say', async () => {
    const commit = await world.commit('Ask first');
    const { stdout, status } = await world.sh('gitenv gate explain prd');
    expect(status).toBe(0);
    expect(stdout).toContain(`${commit.slice(0, 8)} is not released there`);
    expect(stdout).toContain(`prd would refuse ${commit.slice(0, 8)}.\nnext: gitenv push stg`);
    await world.ok('git push dev && git push stg');
    expect(await world.ok('gitenv gate explain prd')).toContain('would let');
    const { verdict, answers } = JSON.parse(await world.ok('gitenv gate explain prd --json'));
    expect([verdict, answers.length]).toEqual(['passed', 7]);
  });

  test('withdraw a commit upstream, which then is proven no more', async () => {
    const said = await world.ok(`gitenv withdraw stg ${await short()} --reason 'loses "orders"'`);
    expect(said).toBe(`${await short()} is withdrawn in stg by administrator: loses "orders"`);
    const { status, stderr } = await world.sh('gitenv push prd');
    expect(status).toBe(5);
    expect(stderr).toContain(
      `stg says that ${await short()} is withdrawn there; nothing was changed`,
    );
    expect(await world.ok('git ls-remote stg "refs/tags/gitenv/say/*"')).toBe('');
  });

  test('see a break-glass release until another person has reviewed it', async () => {
    await world.ok("gitenv push prd --skip-upstream --reason 'tills are down'");
    const commit = await short();
    expect(await world.ok('gitenv status')).toContain(
      `review: ${commit} passed the gate of prd for a reason alone`,
    );
    const [one] = JSON.parse(await world.ok('gitenv status --json')).environments.filter(
      (it: { environment: string }) => it.environment === 'prd',
    );
    expect(one.unreviewed[0]).toMatchObject({
      reason: 'tills are down',
      commit: expect.stringContaining(commit),
    });
    const own = await world.sh(`gitenv acknowledge prd ${commit} --review 'I did it myself'`);
    expect(own.status).not.toBe(0);
    expect(own.stderr).toContain('another person has to look at it');
    expect(await world.ok('gitenv status')).toContain(`review: ${commit}`);
  });

  test('try a deploy again that failed behind the gate, and come by the gate again', async () => {
    world.write('broken-in-prd', '');
    await tested('Breaks in prd');
    expect(await world.sh('gitenv promote prd --yes')).toMatchObject({ status: 6 });
    const { id } = await newest('prd');
    expect(await keys('prd', objectKeys.gateAnswersOf(id))).toHaveLength(1);
    expect(await world.sh('gitenv retry prd')).toMatchObject({ status: 6 });
    expect(await keys('prd', objectKeys.gateAnswersOf(id))).toHaveLength(2);
    await world.ok('git rm --quiet -f broken-in-prd');
  });

  test('mark a release that failed', async () => {
    const failed = (await history('prd')).find((it: { status: string }) => it.status === 'Failed');
    const said = await world.ok(`gitenv mark prd ${failed.id} --reason 'a drill'`);
    expect(said).toBe(`The release ${failed.id} of prd is marked by administrator: a drill`);
  });

  test.each(['withdraw prd HEAD', 'mark prd HEAD', 'acknowledge prd HEAD'])(
    'have to say why with gitenv %s',
    async (words) => {
      expect(await world.sh(`gitenv ${words}`)).toMatchObject({ status: 2 });
    },
  );

  test('hear of an environment without a gate that it has none', async () => {
    const { status, stderr } = await world.sh('gitenv gate explain dev');
    expect(status).toBe(3);
    expect(stderr).toContain('dev has no gate');
  });
});

describe('a second person', () => {
  test('is asked for by the stack, whatever the work tree says', async () => {
    const configured = (settings: object) => {
      const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
      environments.prd = { ...environments.prd, ...settings };
      world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    };
    configured({ approval: true, separateApprover: true });
    await world.ok('gitenv init prd --yes');
    configured({ separateApprover: false });
    const commit = await tested('Approved by who pushed it');
    await world.ok('gitenv promote prd --yes --no-follow');
    await until(async () => {
      const { stageStates = [] } = await pipeline().send(
        new GetPipelineStateCommand({ name: 'app' }),
      );
      const states = stageStates.flatMap(({ actionStates = [] }) => actionStates);
      return states.some(({ latestExecution }) => latestExecution?.token !== undefined);
    });
    await world.ok(`gitenv approve prd ${commit} --yes --no-follow`);
    await ended((await newest('prd')).id);
    expect(await newest('prd')).toMatchObject({ commit, status: 'Failed' });
    expect(await gateLog()).toContain('administrator pushed it, and must not approve it too');
    configured({ approval: false });
    await world.ok('gitenv init prd --yes');
  });
});

describe('while it is being tried', () => {
  test('the gate tells what it would refuse, and lets pass', async () => {
    const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
    environments.prd.guarded = 'warn';
    world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    await world.ok('gitenv init prd --yes');
    await world.commit('Try it first');
    const said = await pushPast();
    expect(said).toContain('prd would refuse this release if "guarded" were true: no proof of stg');
    expect(await newest('prd')).toMatchObject({ status: 'Succeeded' });
  });
});
