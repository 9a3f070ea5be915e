import { answer, findWaiting } from '../../lib/deploy/approve';
import { endRelease } from '../../lib/follow/end-release';
import { newestInFlight } from '../../lib/follow/in-flight';
import { historyOf } from '../../lib/inspect/history';
import type { HistoryFilter } from '../../lib/release/history/filter';
import { openVerified } from '../../lib/target/open-environment';
import { type Pipelines, setPipelines } from '../deploy/pipelines';

let pipelines: Pipelines;
beforeEach(async () => {
  pipelines = await setPipelines();
});
afterEach(() => pipelines.destroy());

async function history(limit = 20) {
  return historyOf(
    pipelines.environment('dev'),
    { limit, patienceMs: 5000 },
    { cwd: pipelines.root },
  );
}

describe('the history of an environment', () => {
  test('says who released what, newest first, and what was a rollback', async () => {
    const good = pipelines.commit('Good');
    const bad = pipelines.commit('Bad');
    await pipelines.deploy('dev', good);
    await pipelines.deploy('dev', bad, 'Rejected');
    await pipelines.push('dev', good);
    await pipelines.release('dev', good);
    const { releases, hasMore } = await history();
    expect(hasMore).toBe(false);
    const pusher = 'arn:aws:iam::111111111111:user/administrator';
    expect(
      releases.map(({ status, commit, subject, pushedBy, isRollback }) => [
        status,
        commit,
        subject,
        pushedBy,
        isRollback,
      ]),
    ).toEqual([
      ['InProgress', good, 'Good', pusher, true],
      ['Failed', bad, 'Bad', pusher, false],
      ['Succeeded', good, 'Good', pusher, false],
    ]);
    expect(releases.map(({ durationMs }) => typeof durationMs)).toEqual([
      'undefined',
      'number',
      'number',
    ]);
  });

  test('shows those alone that are asked for, whatever else was released', async () => {
    const good = pipelines.commit('Good');
    const bad = pipelines.commit('Bad');
    await pipelines.deploy('dev', good);
    await pipelines.deploy('dev', bad, 'Rejected');
    await pipelines.deploy('dev', good);
    const shown = async (filter: HistoryFilter, limit = 20) => {
      const options = { limit, patienceMs: 5000, filter };
      const found = await historyOf(pipelines.environment('dev'), options, { cwd: pipelines.root });
      return [found.releases.map(({ subject }) => subject).join(), found.hasMore];
    };
    expect(await shown({ failed: true })).toEqual(['Bad', false]);
    expect(await shown({ rollbacks: true })).toEqual(['Good', false]);
    expect(await shown({ grep: 'GOO' })).toEqual(['Good,Good', false]);
    expect(await shown({ grep: 'GOO' }, 1)).toEqual(['Good', true]);
    expect(await shown({ commit: bad.slice(0, 8) })).toEqual(['Bad', false]);
    expect(await shown({ by: 'Administrator' }, 1)).toEqual(['Good', true]);
    expect(await shown({ by: 'somebody else' }, 1)).toEqual(['', false]);
    expect(await shown({ overridden: true })).toEqual(['', false]);
    const now = Date.now();
    expect(await shown({ since: new Date(now + 60_000) })).toEqual(['', false]);
    expect(await shown({ since: new Date(now - 600_000), until: new Date(now + 600_000) })).toEqual(
      ['Good,Bad,Good', false],
    );
  });

  test('shows as many as asked for, and knows a rollback to what is not shown', async () => {
    const commits = ['One', 'Two', 'Three'].map(pipelines.commit) as [string, string, string];
    for (const commit of [...commits, commits[0]]) await pipelines.deploy('dev', commit);
    const { releases, hasMore } = await history(1);
    expect(releases).toMatchObject([{ commit: commits[0], isRollback: true }]);
    expect(hasMore).toBe(true);
  });

  test('goes through more than a page of AWS’s', async () => {
    const commit = pipelines.commit('Again and again');
    await pipelines.push('dev', commit);
    await pipelines.release('dev', commit, 105);
    const { releases, hasMore } = await history(150);
    expect(releases).toHaveLength(105);
    expect(hasMore).toBe(false);
    expect(new Set(releases.map(({ id }) => id)).size).toBe(105);
  });

  test('says who answered an approval, and who stopped a release', async () => {
    const [one, two, three] = ['One', 'Two', 'Three'].map(pipelines.commit) as [
      string,
      string,
      string,
    ];
    const environment = pipelines.environment('dev');
    const wait = async (commit: string) => {
      await pipelines.push('dev', commit);
      await pipelines.release('dev', commit);
    };
    await pipelines.deploy('dev', one);
    await wait(two);
    const waiting = await findWaiting(environment, two, { cwd: pipelines.root });
    await answer(waiting, 'Rejected', 'after the (long) holidays');
    await pipelines.machine.idle();
    await wait(three);
    const gate = await openVerified(environment);
    const { id } = await newestInFlight(gate);
    await endRelease(gate, id, { reason: 'wrong commit', say: () => undefined });
    await pipelines.machine.idle();
    const [stopped, rejected, approved] = (await history()).releases;
    expect(stopped).toMatchObject({
      status: 'Stopped',
      stopped: { by: 'administrator', reason: 'wrong commit' },
      verdict: undefined,
    });
    const by = 'arn:aws:iam::111111111111:user/administrator';
    expect(rejected).toMatchObject({
      failedIn: 'Approve',
      verdict: { answer: 'Rejected', by, comment: 'after the (long) holidays' },
      stopped: undefined,
    });
    expect(approved).toMatchObject({ verdict: { answer: 'Approved', by, comment: '' } });
  });
});
