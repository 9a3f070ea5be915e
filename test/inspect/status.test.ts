import { statusOf } from '../../lib/inspect/status';
import { type Name, type Pipelines, setPipelines } from '../deploy/pipelines';

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await setPipelines();
});
afterEach(() => pipelines.destroy());

async function status(environments = pipelines.environments, only?: readonly Name[]) {
  const all = await statusOf(environments, { cwd: pipelines.root }, { patienceMs: 5000, only });
  return Object.fromEntries(all.map((one) => [one.environment, one])) as Record<
    Name,
    (typeof all)[number]
  >;
}

describe('the status of all environments', () => {
  test('is empty before the first push, though a new pipeline has run in vain', async () => {
    const { dev } = await status();
    expect(dev).toMatchObject({ onItsWay: [], error: undefined });
    expect([dev.wanted, dev.running, dev.failed]).toEqual([undefined, undefined, undefined]);
  });

  test('says what should run, what runs, since when and by whom', async () => {
    const commit = pipelines.commit('Count links');
    await pipelines.deploy('dev', commit);
    const { dev } = await status();
    expect(dev.wanted).toEqual({ commit, subject: 'Count links' });
    expect(dev.running).toMatchObject({
      commit,
      subject: 'Count links',
      pushedBy: 'arn:aws:iam::111111111111:user/administrator',
      since: expect.any(Date),
    });
    expect(dev.onItsWay).toEqual([]);
  });

  test('says where a release on its way is', async () => {
    const first = pipelines.commit('First');
    await pipelines.deploy('dev', first);
    const second = pipelines.commit('Second');
    await pipelines.push('dev', second);
    await pipelines.release('dev', second);
    const { dev } = await status();
    expect(dev.wanted?.commit).toBe(second);
    expect(dev.running?.commit).toBe(first);
    expect(dev.onItsWay).toEqual([
      expect.objectContaining({ commit: second, stage: 'Approve', waitsFor: 'approval' }),
    ]);
    const third = pipelines.commit('Third');
    await pipelines.push('dev', third);
    await pipelines.release('dev', third);
    expect((await status()).dev.onItsWay).toEqual([
      expect.objectContaining({ commit: third, stage: 'Approve', waitsFor: 'stage' }),
      expect.objectContaining({ commit: second, waitsFor: 'approval' }),
    ]);
  });

  test('says which release failed, until the branch is put back', async () => {
    const good = pipelines.commit('Good');
    await pipelines.deploy('dev', good);
    const bad = pipelines.commit('Bad');
    await pipelines.deploy('dev', bad, 'Rejected');
    const { dev } = await status();
    expect(dev.running?.commit).toBe(good);
    expect(dev.failed).toMatchObject({ commit: bad, status: 'Failed' });
    await pipelines.deploy('dev', good);
    expect((await status()).dev.failed).toBeUndefined();
  });

  test('compares each environment with the one before it', async () => {
    const commits = ['One', 'Two', 'Three'].map(pipelines.commit) as [string, string, string];
    await pipelines.deploy('dev', commits[2]);
    await pipelines.deploy('stg', commits[0]);
    pipelines.git('checkout', '--quiet', commits[0]);
    await pipelines.deploy('prd', pipelines.commit('Hotfix'));
    const { dev, stg, prd } = await status();
    expect([dev.behind, dev.ahead]).toEqual([undefined, undefined]);
    expect([stg.behind, stg.ahead]).toEqual([2, 0]);
    expect([prd.behind, prd.ahead]).toEqual([0, 1]);
  });

  test('shows one environment alone, compared with the one before it all the same', async () => {
    const [first, second] = ['One', 'Two'].map(pipelines.commit) as [string, string];
    await pipelines.deploy('dev', first);
    await pipelines.deploy('stg', second);
    await pipelines.deploy('prd', first);
    const found = await status(pipelines.environments, ['prd']);
    expect(Object.keys(found)).toEqual(['prd']);
    expect(found.prd).toMatchObject({ behind: 1, ahead: 0 });
  });

  test('does not guess a distance to a commit that this clone does not have', async () => {
    const commit = pipelines.commit('First');
    await pipelines.deploy('dev', commit);
    await pipelines.deploy('stg', pipelines.commit('Second'));
    pipelines.git('reset', '--quiet', '--hard', commit);
    pipelines.git('reflog', 'expire', '--expire=now', '--all');
    pipelines.git('gc', '--quiet', '--prune=now');
    const { stg } = await status();
    expect(stg.running?.subject).toBe('Second');
    expect(stg.behind).toBeUndefined();
  });

  test('does not lose an environment’s answer because another has none', async () => {
    const commit = pipelines.commit('First');
    await pipelines.deploy('prd', commit);
    const stg = { ...pipelines.environment('stg'), account: '999999999999' };
    const dev = { ...pipelines.environment('dev'), application: 'other' };
    const found = await status([dev, stg, pipelines.environment('prd')]);
    expect(found.dev.error).toMatchObject({ code: 'NOT_INSTALLED', hint: 'gitenv init dev' });
    expect(found.stg.error).toMatchObject({ code: 'WRONG_ACCOUNT' });
    expect(found.prd).toMatchObject({ running: { commit }, behind: undefined, error: undefined });
  });
});
