import { failingLines } from '../../lib/release/following/failing-lines';
import {
  changesBetween,
  describeChange,
  type Snapshot,
  stillness,
} from '../../lib/release/following/follow';
import type { ReleaseAction, ReleaseStatus, StageCondition } from '../../lib/release/release';
import { durationBetween } from '../../lib/release/wording';
import { historyOf } from './releases';

const [base] = historyOf('0123456789abcdef running');

function snapshot(
  status: ReleaseStatus,
  actions: Record<string, ReleaseAction['status']>,
  rest: Partial<Snapshot> = {},
): Snapshot {
  if (!base) throw new Error('no release');
  return {
    release: { ...base, status, subject: 'Greet politely' },
    actions: Object.entries(actions).map(([stage, state]) => ({
      id: stage,
      stage,
      name: stage,
      status: state,
      startedAt: base.startedAt,
      updatedAt: base.updatedAt,
      summary: state === 'Failed' ? 'exit status 1' : undefined,
      buildId: undefined,
      variables: {},
    })),
    ...rest,
  };
}

function story(...looks: Snapshot[]): string[] {
  return looks.flatMap((after, index) =>
    changesBetween(looks[index - 1], after).map((change) => describeChange(change, 'dev')),
  );
}

describe('following a release', () => {
  test('tells each change once, in the order it happened', () => {
    const told = story(
      snapshot('InProgress', { Source: 'InProgress' }),
      snapshot('InProgress', { Source: 'InProgress' }),
      snapshot('InProgress', { Source: 'Succeeded', Build: 'InProgress' }),
      snapshot('Succeeded', { Source: 'Succeeded', Build: 'Succeeded', Deploy: 'Succeeded' }),
      snapshot('Succeeded', { Source: 'Succeeded', Build: 'Succeeded', Deploy: 'Succeeded' }),
    );
    expect(told).toEqual([
      'dev: releasing 01234567 "Greet politely"',
      'dev: Source is running',
      'dev: Source succeeded in 10 s',
      'dev: Build is running',
      'dev: Build succeeded in 10 s',
      'dev: Deploy is running',
      'dev: Deploy succeeded in 10 s',
      'dev: 01234567 is released, after 10 s: "Greet politely"',
    ]);
  });

  test('says why an action failed', () => {
    const told = story(
      snapshot('InProgress', { Build: 'InProgress' }),
      snapshot('Failed', { Build: 'Failed' }),
    );
    expect(told.slice(2)).toEqual([
      'dev: Build failed after 10 s: exit status 1',
      'dev: 01234567 failed after 10 s',
    ]);
  });

  test('says that somebody has to approve, and that another release is in the way', () => {
    const told = story(
      snapshot('InProgress', {}),
      snapshot('InProgress', {}, { waitingFor: 'Build' }),
      snapshot('InProgress', { Approve: 'InProgress' }, { approvalIn: 'Approve' }),
      snapshot('InProgress', { Approve: 'Succeeded' }),
    );
    expect(told.slice(1)).toEqual([
      'dev: waits to enter Build, where another release is',
      'dev: Approve waits for somebody to approve: gitenv approve dev 01234567',
      'dev: Approve succeeded in 10 s',
    ]);
  });

  test('says what a stage waits for before it is entered, once', () => {
    const rules = [{ name: 'ready', summary: 'no is not yes.\nat all' }];
    const condition = { stage: 'Deploy', when: 'entry', hasFailed: false, rules } as const;
    const freeze = { ...condition, rules: [{ name: 'DeployWindow', summary: undefined }] };
    const told = (held: StageCondition) =>
      story(
        snapshot('InProgress', {}),
        snapshot('InProgress', {}, { condition: held }),
        snapshot('InProgress', {}, { condition: held }),
        snapshot('Stopped', {}, { condition: held }),
      ).slice(1, -1);
    expect(told(condition)).toEqual([
      'dev: Deploy waits for its entry condition: ready (no is not yes); the console says more (gitenv open dev), gitenv cancel dev gives up',
    ]);
    expect(told(freeze)).toEqual([
      'dev: Deploy is held by a freeze until its window opens; the console can override it (gitenv open dev), gitenv cancel dev gives up',
    ]);
    expect(told({ ...freeze, opensAt: new Date('2026-11-30T08:00:00Z') })).toEqual([
      'dev: Deploy is held by a freeze until 2026-11-30 08:00 UTC; the console can override it (gitenv open dev), gitenv cancel dev gives up',
    ]);
  });

  test.each([
    [snapshot('InProgress', { Build: 'InProgress' }), 'Build is still running'],
    [
      snapshot('InProgress', { Approve: 'InProgress' }, { approvalIn: 'Approve' }),
      'Approve still waits for somebody to approve',
    ],
    [snapshot('InProgress', {}, { waitingFor: 'Deploy' }), 'still waits to enter Deploy'],
    [snapshot('Stopping', { Build: 'InProgress' }), 'is still being stopped'],
    [snapshot('InProgress', {}), 'is still under way'],
  ])('breaks a long silence with what goes on: %#', (standing, words) => {
    const change = stillness(standing, new Date(0), new Date(300_000));
    expect(describeChange(change, 'dev')).toBe(
      `dev: ${words}, with nothing new for 5 min 0 s; Ctrl-C leaves it alone, gitenv cancel dev ends it`,
    );
  });

  test.each([
    ['Superseded', 'dev: 01234567 was overtaken by a newer release'],
    ['Stopped', 'dev: 01234567 was stopped after 10 s'],
    ['Cancelled', 'dev: 01234567 was cancelled, because the pipeline was changed'],
  ] as const)('%s has words of its own', (status, expected) => {
    expect(story(snapshot('InProgress', {}), snapshot(status, {})).at(-1)).toBe(expected);
  });

  test.each([
    [850, '850 ms'],
    [12_000, '12 s'],
    [185_000, '3 min 5 s'],
    [7_440_000, '2 h 4 min'],
    [-5, '0 ms'],
  ])('%i ms reads %s', (ms, expected) => {
    expect(durationBetween(new Date(0), new Date(ms))).toBe(expected);
  });
});

describe('the failing command’s last lines', () => {
  const log = [
    '[Container] 2026/01/01 10:00:00.000000 Running command npm ci',
    'added 3 packages',
    '[Container] 2026/01/01 10:00:01.000000 Running command npm test',
    'not ok 1 - greets',
    '[Container] 2026/01/01 10:00:02.000000 Command did not exit successfully npm test exit status 1',
    '[Container] 2026/01/01 10:00:02.000000 Phase complete: BUILD State: FAILED',
    '[Container] 2026/01/01 10:00:02.000000 Running command echo cleaning up',
    'cleaning up',
  ];

  test('begin with the command and end with its exit code', () => {
    expect(failingLines(log)).toEqual({ isCommand: true, lines: log.slice(2, 5) });
  });

  test('leave out the middle of what is too long', () => {
    const long = [log[2] ?? '', ...Array.from({ length: 50 }, (_, i) => `line ${i}`), log[4] ?? ''];
    const { lines } = failingLines(long, 5);
    expect(lines).toEqual([log[2], '…', 'line 48', 'line 49', log[4]]);
  });

  test('of tests in TAP, the first one that failed, whatever the runner says after it', () => {
    const end = '[Container] 2026/01/01 00:00:00.000000 Command did not exit successfully';
    const test = (n: number, ok: string) => [`${ok} ${n} - test ${n}`, '  ---', '  ...'];
    const failing = ['not ok 1 - adds', '  ---', "  error: '2 == 3'", '  ...'];
    const passing = [2, 3, 4, 5, 6].flatMap((n) => test(n, 'ok'));
    const trailer = ['1..6', ...Array.from({ length: 8 }, (_, n) => `# of tests ${n}`)];
    const start = '[Container] 2026/01/01 00:00:00.000000 Running command npm test';
    const { lines } = failingLines([
      start,
      'TAP version 13',
      ...failing,
      ...passing,
      ...trailer,
      end,
    ]);
    expect(lines.slice(0, 5)).toEqual([start, '…', ...failing.slice(0, 3)]);
    expect([lines.length, lines.at(-1)]).toEqual([20, end]);
  });

  test('are the log’s last lines where no command failed', () => {
    expect(failingLines(['a', '', 'b', ''], 5)).toEqual({ isCommand: false, lines: ['a', 'b'] });
  });
});
