import { createColors } from 'picocolors';
import { renderStatus } from '../../../cli/render/status';
import { GitenvError } from '../../../lib/errors';
import type { EnvironmentStatus } from '../../../lib/inspect/status';

const now = new Date('2026-03-01T12:00:00Z');
const view = { now, columns: undefined, colors: createColors(false) };
const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

const running = {
  commit: a,
  subject: 'Count links',
  release: 'r1',
  since: new Date('2026-03-01T10:00:00Z'),
  pushedBy: 'arn:aws:sts::111111111111:assumed-role/Developer/ann',
  bundle: undefined,
};

function status(more: Partial<EnvironmentStatus> = {}): EnvironmentStatus {
  return {
    environment: 'dev',
    region: 'eu-west-1',
    account: '111111111111',
    upstream: undefined,
    wanted: { commit: a, subject: 'Count links' },
    running,
    onItsWay: [],
    partial: undefined,
    unverified: undefined,
    held: [],
    wayOn: undefined,
    failed: undefined,
    closed: undefined,
    protection: undefined,
    lockToCome: undefined,
    drift: undefined,
    behind: undefined,
    ahead: undefined,
    sameBundle: undefined,
    error: undefined,
    ...more,
  };
}

const freeze = {
  stage: 'Deploy',
  when: 'entry',
  hasFailed: false,
  rules: [{ name: 'DeployWindow', summary: undefined }],
} as const;

const lines = (...statuses: EnvironmentStatus[]) => renderStatus(statuses, view).split('\n');

describe('below the table of gitenv status', () => {
  const notes = (protection: EnvironmentStatus['protection']) =>
    lines(status({ protection })).slice(3);

  test('stands that an environment is not protected yet, and what is in the way', () => {
    expect(notes({ looked: 10, older: 4, wayOn: undefined })).toEqual([
      'dev: not protected yet: 4 of 10 commits that may be released again need the old way, in which a build may exchange what another release is about to deploy',
    ]);
  });

  test('stands the command that protects it, when it is time', () => {
    expect(notes({ looked: 3, older: 0, wayOn: 'gitenv init dev' })).toEqual([
      expect.stringContaining('every commit can be deployed in the safer way by now'),
      'hint: gitenv init dev',
    ]);
  });

  test('stands nothing where it is protected', () => {
    expect(lines(status())).toHaveLength(2);
  });
});

describe('the table of gitenv status', () => {
  test('says what should run, what runs, since when and by whom', () => {
    const [head, row] = lines(status());
    expect(head).toMatch(/^environment +should run +runs +since +by +on its way +compared$/);
    expect(row).toMatch(/^dev +aaaaaaaa +aaaaaaaa +Count links +2 hours ago +ann +– +–$/);
  });

  test('says how far an environment is behind the one before it', () => {
    const [, , row, level, unknown, both] = lines(
      status(),
      status({ environment: 'stg', upstream: 'dev', behind: 3 }),
      status({ environment: 'prd', upstream: 'stg', behind: 0 }),
      status({ environment: 'eu', upstream: 'prd', behind: undefined }),
      status({ environment: 'us', upstream: 'prd', behind: 2, ahead: 1 }),
    );
    expect(row).toMatch(/3 behind dev$/);
    expect(level).toMatch(/level with stg$/);
    expect(unknown).toMatch(/\?$/);
    expect(both).toMatch(/2 behind, 1 ahead of prd$/);
  });

  test('does not call an environment level that runs another bundle of the same commit', () => {
    const [, other, same] = lines(
      status({ upstream: 'stg', behind: 0, ahead: 0, sameBundle: false }),
      status({ upstream: 'stg', behind: 0, ahead: 0, sameBundle: true }),
    );
    expect(other).toMatch(/ stg’s commit, another bundle$/);
    expect(same).toMatch(/ level with stg$/);
  });

  test.each([
    [{ stage: 'Build', waitsFor: undefined }, 'bbbbbbbb in Build'],
    [{ stage: 'Deploy', action: 'Verify', waitsFor: undefined }, 'bbbbbbbb in Verify'],
    [{ stage: 'Deploy', waitsFor: 'stage' as const }, 'bbbbbbbb waits for Deploy'],
    [{ stage: 'Approve', waitsFor: 'approval' as const }, 'bbbbbbbb waits for approval'],
    [{ stage: undefined, waitsFor: undefined }, 'bbbbbbbb begins'],
    [
      { stage: 'Deploy', waitsFor: 'condition' as const, heldBy: freeze },
      'bbbbbbbb is held by a freeze',
    ],
  ])('says where a release on its way is: %j', (place, text) => {
    const one = {
      release: 'r2',
      commit: b,
      subject: '',
      status: 'InProgress',
      startedAt: now,
      action: undefined,
      heldBy: undefined,
    };
    expect(lines(status({ onItsWay: [{ ...one, ...place }] }))[1]).toContain(text);
  });

  test('shows the release that failed, and where to look', () => {
    const text = renderStatus(
      [
        status({
          wanted: { commit: b, subject: '' },
          failed: { release: 'r2', status: 'Failed', commit: b, condition: undefined },
        }),
      ],
      view,
    );
    expect(text).toMatch(
      /\n\nfailed: dev: the release of bbbbbbbb failed; its log says why\nhint: gitenv logs dev$/,
    );
  });

  test.each([
    ['Failed', 'failed: dev: the release of bbbbbbbb failed; its log says why'],
    ['Stopped', 'ended: dev: the release of bbbbbbbb was stopped'],
    [
      'Cancelled',
      'ended: dev: the release of bbbbbbbb was cancelled, because the pipeline was changed',
    ],
  ])('does not call a release on its way that is over: %s', (ending, note) => {
    const failed = { release: 'r2', status: ending, commit: b, condition: undefined };
    const [, row, , first] = lines(status({ wanted: { commit: b, subject: '' }, failed }));
    expect(row).toMatch(/ ann +– +–$/);
    expect(first).toBe(note);
  });

  test('gives an environment that does not answer a row of its own, and the others theirs', () => {
    const error = new GitenvError('UNREACHABLE', '127.0.0.1:4599 cannot be reached.', {
      hint: 'gitenv local up',
    });
    const [, first, second, , hint] = lines(
      status({ error, wanted: undefined, running: undefined }),
      status({ environment: 'stg' }),
    );
    expect(first).toBe('dev          no answer: 127.0.0.1:4599 cannot be reached.');
    expect(second).toMatch(/^stg +aaaaaaaa/);
    expect(hint).toBe('hint: gitenv local up');
  });

  test('shows what runs as a bundle, where anything does', () => {
    const bundled = status({
      running: { ...running, bundle: `sha256:${'0123456789'.repeat(6)}abcd` },
    });
    const other = status({ environment: 'stg', running });
    const [head, first = '', second = ''] = lines(bundled, other);
    expect(head).toMatch(/runs +bundle +since/);
    expect(first).toMatch(/Count links +01234567 /);
    expect(second).not.toContain('01234567');
  });

  test('fits a narrow terminal', () => {
    const subject = 'A subject much longer than any narrow terminal has columns to show';
    const wide = status({
      wanted: { commit: a, subject },
      running: { ...running, subject, bundle: `sha256:${'a'.repeat(64)}` },
    });
    const text = renderStatus([wide], { ...view, columns: 100 });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('has a block an environment where a row would not fit', () => {
    const pushedBy = 'arn:aws:iam::111111111111:user/administrator';
    const subject = 'A subject much longer than any narrow terminal has columns to show it 🚀';
    const waiting = {
      release: 'r2',
      commit: b,
      subject: '',
      status: 'InProgress',
      startedAt: now,
      heldBy: undefined,
      stage: 'Approve',
      action: 'Approve',
      waitsFor: 'approval' as const,
    };
    const prd = status({
      environment: 'prd',
      upstream: 'dev',
      behind: 2,
      ahead: 0,
      wanted: { commit: b, subject: '' },
      running: { ...running, subject, pushedBy },
      onItsWay: [waiting],
    });
    const text = renderStatus([status(), prd], { ...view, columns: 60 });
    expect(text.split('\n')).toEqual([
      'dev  runs aaaaaaaa Count links',
      '     since 2 hours ago, by ann',
      'prd  runs aaaaaaaa A subject much longer than any narrow te…',
      '     since 2 hours ago, by administrator',
      '     should run bbbbbbbb',
      '     bbbbbbbb waits for approval',
      '     2 behind dev',
      '',
      'prd: bbbbbbbb waits for approval. gitenv approve shows what it brings, and asks.',
      'hint: gitenv approve prd bbbbbbbb',
    ]);
    const rows = renderStatus([status(), prd], { ...view, columns: 120 }).split('\n', 3);
    expect(Math.max(...rows.map((it) => it.length))).toBeLessThanOrEqual(120);
    expect(rows[0]).toMatch(/^environment/);
  });

  test('drops digests before it drops the table', () => {
    const bundle = `sha256:${'a'.repeat(64)}`;
    const onItsWay = [
      {
        release: 'r2',
        commit: b,
        subject: '',
        status: 'InProgress',
        startedAt: now,
        heldBy: undefined,
        stage: 'Approve',
        action: 'Approve',
        waitsFor: 'approval' as const,
      },
    ];
    const pushedBy = 'arn:aws:iam::111111111111:user/administrator';
    const wide = status({
      running: { ...running, bundle, pushedBy },
      upstream: 'stg',
      behind: 34,
      ahead: 0,
      onItsWay,
    });
    const [head = ''] = renderStatus([wide], { ...view, columns: 120 }).split('\n');
    expect(head).toMatch(/^environment/);
    expect(head).not.toContain('bundle');
    expect(renderStatus([wide], view)).toContain('bundle');
  });

  test('does not widen the columns by why an environment does not answer', () => {
    const error = new GitenvError('UNREACHABLE', `It cannot be reached${' at all'.repeat(20)}.`);
    const broken = status({ environment: 'stg', error, wanted: undefined, running: undefined });
    const [head, row, answer] = lines(status(), broken);
    expect([head, row]).toEqual(lines(status()));
    expect(answer).toBe(`stg          no answer: ${error.message}`);
  });

  test('leaves digests out where they would not fit', () => {
    const long = status({
      environment: 'stg',
      upstream: 'dev',
      behind: 0,
      ahead: 0,
      wanted: { commit: a, subject: 'Deploy with gitenv' },
      running: {
        ...running,
        subject: 'Deploy with gitenv',
        pushedBy: 'arn:aws:iam::111111111111:user/administrator',
        bundle: `sha256:${'a'.repeat(64)}`,
      },
    });
    const widthOf = (columns: number) =>
      Math.max(
        ...renderStatus([long], { ...view, columns })
          .split('\n')
          .map((it) => it.length),
      );
    expect(widthOf(100)).toBeLessThanOrEqual(100);
    expect(widthOf(112)).toBeLessThanOrEqual(112);
    expect(renderStatus([long], { ...view, columns: 112 })).toContain('bundle');
  });

  test.each([3, 12, 19])('is cut to %i columns', (columns) => {
    const text = renderStatus([status({ upstream: 'stg', behind: 3 })], { ...view, columns });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
  });

  test('does not let a commit’s subject steer the terminal', () => {
    const subject = 'Harmless \u001b[2J\u001b]0;title\u0007\u202etxt';
    const [text = ''] = lines(status({ running: { ...running, subject } })).slice(1);
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  test('says what to do before there is an environment', () => {
    expect(renderStatus([], view)).toContain('gitenv init dev');
  });
});

describe('what was rolled back', () => {
  const heldCommit = (commit: string, rolledBackTo: string) => ({
    ...{ commit, subject: 'Bad', at: new Date('2026-03-01T11:00:00Z') },
    ...{ by: undefined, rolledBackTo },
  });
  const [c, d, e, f] = ['c', 'd', 'e', 'f'].map((letter) => letter.repeat(40));

  test('is all named below the table, in few words if that was before', () => {
    const held = [heldCommit(b, a), ...[c, d, e, f].map((one) => heldCommit(one ?? '', b))];
    expect(lines(status({ held })).slice(3)).toEqual([
      expect.stringMatching(/^rolled back: dev: bbbbbbbb "Bad" was, 1 hour ago; /),
      'held: dev: cccccccc, dddddddd, eeeeeeee and 1 more, rolled back before, are not released there again without a reason either',
    ]);
    expect(lines(status({ held: held.slice(1, 2) })).slice(3)).toEqual([
      'held: dev: cccccccc, rolled back before, is not released there again without a reason either',
    ]);
  });
});
