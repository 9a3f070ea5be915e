import { measure } from '../../lib/measures/measures';
import {
  at,
  dayMinutes,
  endedBefore,
  failedDeploy,
  line,
  measured,
  minuteMs,
  release,
} from './history';

const figures = (...args: Parameters<typeof measured>) => measure(measured(...args)).measures;

describe('an application of which nothing was released', () => {
  it('has no figures, and not the figure zero', () => {
    const { deployments, frequency, leadTime, failRate, recovery, rework } = figures([], []);
    expect(deployments).toBe(0);
    expect(frequency).toMatchObject({ releases: [], perWeek: 0, medianGapMs: undefined });
    expect(leadTime).toMatchObject({ medianMs: undefined, commits: 0 });
    expect([failRate.rate, recovery.medianMs, rework.rate]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('deployment frequency', () => {
  it('counts what succeeded, and the median gap from each end to the next', () => {
    const {
      deployments,
      endedBefore: before,
      frequency,
    } = figures(
      [
        release('one', 'a', [0, 10]),
        release('two', 'b', [20, 40]),
        release('superseded', 'x', [41, 42], endedBefore),
        release('three', 'c', [50, 110]),
        release('four', 'd', [200, 210]),
      ],
      line('a', 'b', 'c', 'd'),
    );
    expect([deployments, before]).toEqual([4, 1]);
    expect(frequency.releases).toEqual(['one', 'two', 'three', 'four']);
    // 30, 70 and 100 minutes.
    expect(frequency.medianGapMs).toBe(70 * minuteMs);
    expect(frequency.perWeek).toBeCloseTo((4 * 7) / 30);
  });

  it('keeps apart what released the commit that ran already', () => {
    const { frequency } = figures(
      [
        release('one', 'a', [0, 10]),
        release('again', 'a', [20, 30]),
        release('two', 'b', [40, 50]),
      ],
      line('a', 'b'),
    );
    expect(frequency.releases).toEqual(['one', 'two']);
    expect(frequency.repeated).toEqual(['again']);
  });

  it('counts a release in the window in which it ended', () => {
    const beyond = 30 * dayMinutes;
    const { frequency } = figures(
      [
        release('before', 'a', [-20, -1]),
        release('at its first moment', 'b', [-5, 0]),
        release('at its last moment', 'c', [beyond - 5, beyond]),
      ],
      line('a', 'b', 'c'),
    );
    expect(frequency.releases).toEqual(['at its first moment']);
  });
});

describe('change lead time', () => {
  const ground = release('ground', 'start', [-9, -8]);

  it('is measured for each commit that a release brought, from when the first environment saw it', () => {
    const { leadTime } = figures(
      [ground, release('prd 1', 'a', [60, 70]), release('prd 2', 'c', [200, 210])],
      line('start', 'a', 'b', 'c'),
      [
        { commit: 'a', startedAt: at(0) },
        { commit: 'b', startedAt: at(80) },
        { commit: 'c', startedAt: at(110) },
      ],
    );
    // a: 70; b: 210 - 80 = 130; c: 210 - 110 = 100.
    expect(leadTime).toMatchObject({ commits: 3, byCommitterDate: 0, medianMs: 100 * minuteMs });
    expect(leadTime.releases).toEqual([
      { release: 'prd 1', commits: 1, medianMs: 70 * minuteMs, oldestMs: 70 * minuteMs },
      { release: 'prd 2', commits: 2, medianMs: 115 * minuteMs, oldestMs: 130 * minuteMs },
    ]);
  });

  it('leaves out the first release, which brings what is older than the environment', () => {
    const { leadTime } = figures(
      [release('one', 'b', [0, 10]), release('two', 'c', [20, 30])],
      line('a', 'b', 'c'),
    );
    expect(leadTime.releases.map((it) => it.release)).toEqual(['two']);
  });

  it('takes a hotfix that no first environment saw by the date that git gives it, and says of how many', () => {
    const { leadTime } = figures(
      [ground, release('one', 'a', [0, 10]), release('hotfix', 'b', [20, 32])],
      line('start', 'a', 'b'),
      [{ commit: 'a', startedAt: at(0) }],
    );
    expect(leadTime.byCommitterDate).toBe(1);
    expect(leadTime.releases.at(-1)).toMatchObject({ release: 'hotfix', medianMs: 30 * minuteMs });
  });

  it('counts a commit once, where it is rolled back and brought again', () => {
    const { leadTime } = figures(
      [
        ground,
        release('one', 'a', [0, 10]),
        release('two', 'b', [20, 30], { isRolledBack: true }),
        release('back', 'a', [40, 50], { isRollback: true }),
        release('again', 'b', [500, 510]),
      ],
      line('start', 'a', 'b'),
    );
    expect(leadTime.releases.map((it) => it.release)).toEqual(['one', 'two']);
  });

  it('leaves commits that merge out, and not what they brought', () => {
    const side = { commit: 'side', parents: ['a'], committedAt: at(1) };
    const merge = { commit: 'merge', parents: ['b', 'side'], committedAt: at(2) };
    const { leadTime } = figures(
      [release('one', 'a', [0, 10]), release('two', 'merge', [20, 30])],
      [...line('a', 'b'), side, merge],
    );
    expect(leadTime.releases.at(-1)).toMatchObject({ release: 'two', commits: 2 });
  });

  it('says of how many releases this clone does not have the commit', () => {
    const { leadTime } = figures([ground, release('one', 'gone', [0, 10])], line('start'));
    expect(leadTime).toMatchObject({ commits: 0, unknownReleases: 1, medianMs: undefined });
  });

  it('is not below nothing where a clock was ahead', () => {
    const { leadTime } = figures([ground, release('one', 'a', [0, 10])], line('start', 'a'), [
      { commit: 'a', startedAt: at(11) },
    ]);
    expect(leadTime.medianMs).toBe(0);
  });
});

describe('change fail rate and recovery', () => {
  it('counts a release that was rolled back, and takes until the way back has ended', () => {
    const { failRate, recovery, rework } = figures(
      [
        release('one', 'a', [0, 10]),
        release('bad', 'b', [20, 30], { isRolledBack: true }),
        release('back', 'a', [90, 100], { isRollback: true }),
      ],
      line('a', 'b'),
    );
    expect(failRate).toEqual({ rate: 1 / 3, failures: [{ release: 'bad', kind: 'rolled back' }] });
    expect(recovery.recovered).toEqual([{ release: 'bad', restoredBy: 'back', ms: 70 * minuteMs }]);
    expect(rework).toEqual({ rate: 1 / 3, releases: ['back'] });
  });

  it('counts a deploy that failed although a later try of the same release succeeded', () => {
    const { failRate, recovery } = figures(
      [
        release('one', 'a', [0, 100], {
          deploys: [failedDeploy(10), { startedAt: at(90), endedAt: at(100), hasFailed: false }],
        }),
      ],
      line('a'),
    );
    expect(failRate).toEqual({ rate: 1, failures: [{ release: 'one', kind: 'deploy' }] });
    expect(recovery.recovered).toEqual([{ release: 'one', restoredBy: 'one', ms: 90 * minuteMs }]);
  });

  it('counts no build that failed, no rejection and no deploy that changed nothing', () => {
    const unchanged = { ...failedDeploy(30), hasFailed: false };
    const { deployments, failRate } = figures(
      [
        release('build failed', 'a', [0, 10], endedBefore),
        release('rejected', 'b', [11, 12], { ...endedBefore, approvalMs: 30_000 }),
        release('changed nothing', 'c', [20, 30], { succeeded: false, deploys: [unchanged] }),
      ],
      line('a', 'b', 'c'),
    );
    expect([deployments, failRate.rate]).toEqual([1, 0]);
  });

  it('shows a failure that nothing has put right as open since then', () => {
    const { recovery } = figures(
      [
        release('one', 'a', [0, 10]),
        release('bad', 'b', [20, 30], { succeeded: false, deploys: [failedDeploy(30)] }),
        release('still bad', 'b', [40, 50], { ...endedBefore }),
      ],
      line('a', 'b'),
    );
    expect(recovery).toMatchObject({ medianMs: undefined, recovered: [] });
    expect(recovery.open).toEqual([{ release: 'bad', since: at(30) }]);
  });

  it('takes a fix forward for the recovery, where the way back came to nothing', () => {
    const { recovery } = figures(
      [
        release('one', 'a', [0, 10]),
        release('bad', 'b', [20, 30], { isRolledBack: true }),
        release('back', 'a', [40, 50], {
          isRollback: true,
          succeeded: false,
          deploys: [failedDeploy(50)],
        }),
        release('fix', 'c', [60, 75]),
      ],
      line('a', 'b', 'c'),
    );
    expect(recovery.recovered).toEqual([
      { release: 'bad', restoredBy: 'fix', ms: 45 * minuteMs },
      { release: 'back', restoredBy: 'fix', ms: 25 * minuteMs },
    ]);
  });

  it('counts no release as rolled back where the way back was refused before its deploy', () => {
    const { failRate } = figures(
      [
        release('one', 'a', [0, 10]),
        release('two', 'b', [20, 30], { isRolledBack: true }),
        release('refused', 'a', [40, 41], { ...endedBefore, isRollback: true }),
      ],
      line('a', 'b'),
    );
    expect(failRate).toEqual({ rate: 0, failures: [] });
  });

  it('takes the way back behind a release for its recovery, not one that ended before it', () => {
    const { recovery } = figures(
      [
        release('one', 'a', [0, 10]),
        release('two', 'b', [20, 30], { isRolledBack: true }),
        release('three', 'c', [40, 50], { isRolledBack: true }),
        release('back to two', 'b', [60, 70], { isRollback: true, isRolledBack: true }),
        release('back to one', 'a', [80, 90], { isRollback: true }),
      ],
      line('a', 'b', 'c'),
    );
    expect(recovery.recovered).toContainEqual({
      release: 'two',
      restoredBy: 'back to one',
      ms: 60 * minuteMs,
    });
    expect(recovery.recovered).toContainEqual({
      release: 'three',
      restoredBy: 'back to two',
      ms: 20 * minuteMs,
    });
  });

  it('takes two releases that end in one moment in the order in which they started', () => {
    const { frequency } = figures(
      [release('one', 'a', [0, 10]), release('two', 'b', [5, 10]), release('three', 'b', [11, 20])],
      line('a', 'b'),
    );
    expect(frequency.releases).toEqual(['one', 'two']);
    expect(frequency.repeated).toEqual(['three']);
  });
});

describe('what is told beside the five', () => {
  it('is how long people let releases wait, and for which ones a guard was overridden', () => {
    const { approval, overridden } = figures(
      [
        release('one', 'a', [0, 10], { approvalMs: 120_000 }),
        release('two', 'b', [20, 30], { approvalMs: 60_000, overridden: ['upstream'] }),
        release('three', 'c', [40, 50]),
      ],
      line('a', 'b', 'c'),
    );
    expect(approval).toEqual({ asked: 2, medianMs: 90_000 });
    expect(overridden).toEqual(['two']);
  });

  it('is a trend of twelve weeks, of which each has the figures of its own releases', () => {
    const { weeks } = measure(
      measured(
        [
          release('one', 'a', [0, 10]),
          release('bad', 'b', [25 * dayMinutes, 25 * dayMinutes + 10], { isRolledBack: true }),
          release('back', 'a', [25 * dayMinutes + 20, 25 * dayMinutes + 30], { isRollback: true }),
        ],
        line('a', 'b'),
      ),
    );
    expect(weeks).toHaveLength(12);
    expect(weeks.map(({ releases }) => releases)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
    expect(weeks.at(-1)).toMatchObject({
      failRate: 0.5,
      reworkRate: 0.5,
      recoveryMs: 20 * minuteMs,
    });
    expect(weeks.at(-2)).toMatchObject({ failRate: undefined, recoveryMs: undefined });
    expect(weeks.at(-1)?.to).toEqual(at(30 * dayMinutes));
  });
});
