import type { ExplainedRelease } from '../../lib/inspect/history';
import { noDetails } from '../../lib/inspect/release-details';
import type { Attempt } from '../../lib/release/history/attempts';
import { ranBefore } from '../../lib/report/changes';
import { failedDeployBuilds, measuredRelease } from '../../lib/report/measured';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

function run(
  action: string,
  [start, end]: [number, number],
  status: Attempt['status'] = 'Succeeded',
): Attempt {
  const stage = action === 'Verify' || action === 'Gate' ? 'Deploy' : action;
  return {
    stage,
    action,
    status,
    startedAt: at(start),
    updatedAt: at(end),
    summary: undefined,
    buildId: `${action}:${start}`,
  };
}

function released(
  id: string,
  [start, end]: [number, number],
  more: Partial<ExplainedRelease> = {},
): ExplainedRelease {
  return {
    ...noDetails,
    id,
    commit: `commit of ${id}`,
    subject: '',
    status: 'Succeeded',
    startedAt: at(start),
    updatedAt: at(end),
    trigger: undefined,
    triggerDetail: undefined,
    isRollback: false,
    isRolledBack: false,
    durationMs: (end - start) * 60_000,
    reason: undefined,
    stopped: undefined,
    ...more,
  };
}

describe('a release as it is measured', () => {
  test('has no deploy where none began', () => {
    const runs = [run('Source', [0, 1]), run('Build', [1, 2], 'Failed')];
    const found = measuredRelease(released('one', [0, 2], { status: 'Failed', runs }), new Set());
    expect(found).toMatchObject({ deploys: [], succeeded: false });
  });

  test('keeps a deploy that failed beside the one that succeeded later', () => {
    const runs = [run('Deploy', [1, 2], 'Failed'), run('Deploy', [3, 4])];
    const { deploys } = measuredRelease(released('one', [0, 4], { runs }), new Set());
    expect(deploys.map(({ hasFailed }) => hasFailed)).toEqual([true, false]);
    expect(failedDeployBuilds([released('one', [0, 4], { runs })])).toEqual(['Deploy:1']);
  });

  test('did not fail by a deploy that changed nothing', () => {
    const runs = [run('Deploy', [1, 2], 'Failed')];
    const release = released('one', [0, 2], { status: 'Failed', runs });
    const { deploys } = measuredRelease(release, new Set(['Deploy:1']));
    expect(deploys).toEqual([{ startedAt: at(1), endedAt: at(2), hasFailed: false }]);
  });

  test('failed where what it deployed did not verify', () => {
    const runs = [run('Deploy', [1, 2]), run('Verify', [2, 3], 'Failed')];
    const release = released('one', [0, 3], { status: 'Failed', runs });
    expect(measuredRelease(release, new Set()).deploys.map((it) => it.hasFailed)).toEqual([
      false,
      true,
    ]);
  });

  test('was deployed as a whole where AWS has forgotten its actions', () => {
    const { deploys } = measuredRelease(released('one', [0, 2], { runs: [] }), new Set());
    expect(deploys).toEqual([{ startedAt: at(0), endedAt: at(2), hasFailed: false }]);
  });

  test('waited as long as people let it wait, each time', () => {
    const runs = [run('Approve', [1, 5]), run('Approve', [6, 8])];
    expect(measuredRelease(released('one', [0, 9], { runs }), new Set()).approvalMs).toBe(
      6 * 60_000,
    );
    expect(measuredRelease(released('one', [0, 9]), new Set()).approvalMs).toBeUndefined();
  });
});

test('what ran before a release is what had succeeded when it ended', () => {
  const newestFirst = [
    released('on its way', [50, 60], { status: 'InProgress', durationMs: undefined }),
    released('slow', [5, 40]),
    released('quick', [10, 20]),
    released('failed', [2, 4], { status: 'Failed' }),
    released('first', [0, 1]),
  ];
  expect(Object.fromEntries(ranBefore(newestFirst))).toEqual({
    failed: 'commit of first',
    quick: 'commit of first',
    slow: 'commit of quick',
    'on its way': 'commit of slow',
  });
});
