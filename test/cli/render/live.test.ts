import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import {
  applyChange,
  applyLog,
  beginLive,
  type LiveState,
  renderLive,
  renderSettled,
} from '../../../cli/render/live';
import { columnsOf, cutToColumns } from '../../../cli/terminal/width';
import type { Change } from '../../../lib/release/following/follow';
import type { Release, ReleaseAction } from '../../../lib/release/release';

const begin = new Date('2026-11-02T10:00:00Z');
const at = (seconds: number) => new Date(begin.getTime() + seconds * 1000);
const plain = createColors(false);

const commit = '0123456789abcdef0123456789abcdef01234567';

const release = (status: Release['status']): Release => ({
  id: 'r',
  status,
  commit,
  subject: 'Take 注文 from\u001b[2J everywhere in the world 🎉',
  startedAt: begin,
  updatedAt: at(48),
  pushedBy: undefined,
  trigger: undefined,
  triggerDetail: undefined,
});

const action = (stage: string, status: ReleaseAction['status'], summary?: string) =>
  ({
    id: stage,
    stage,
    name: stage,
    status,
    startedAt: begin,
    updatedAt: at(12),
    summary,
    buildId: undefined,
    variables: {},
  }) as const;

function stateAfter(...changes: Change[]): LiveState {
  const started = { kind: 'started', release: release('InProgress') } as const;
  return [started, ...changes].reduce<LiveState>(
    (state, change) => applyChange(state, change, begin),
    beginLive('prd', begin),
  );
}

const held = {
  stage: 'Deploy',
  when: 'entry',
  hasFailed: false,
  rules: [{ name: 'DeployWindow', summary: undefined }],
} as const;

const building = () =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].reduce(
    (state, n) => applyLog(state, `注文${n}\t${'長い行です'.repeat(30)}`),
    stateAfter(
      { kind: 'ended', action: action('Source', 'Succeeded') },
      { kind: 'running', action: action('Build', 'InProgress') },
    ),
  );

const view = (columns: number, rows = 23) => ({
  now: at(65),
  columns,
  rows,
  colors: plain,
  frame: 0,
});

describe('the live view of a release', () => {
  test('shows its stages, how long they have taken, and the end of the log', () => {
    const lines = renderLive(building(), view(80));
    expect(lines.slice(0, 3)).toEqual([
      'prd: releasing 01234567 "Take 注文 from everywhere in the world 🎉"  1 min 5 s',
      '  ✓ Source   12 s',
      '  ⠋ Build    1 min 5 s',
    ]);
    expect(lines).toHaveLength(11);
    expect(lines[3]).toMatch(/^ {4}│ 注文3 {4}長い行/);
  });

  test.each([1, 2, 7, 12, 19, 40, 80, 200])(
    'fits in %i columns, with no wide character cut in two',
    (columns) => {
      for (const state of [building(), stateAfter({ kind: 'approval', stage: 'Approve', commit })])
        for (const line of renderLive(state, view(columns))) {
          expect(columnsOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/\p{Surrogate}/u);
        }
      const long = renderLive(building(), view(columns)).slice(3);
      // Less is left of a narrow one than a line begins with.
      for (const line of columns < 40 ? [] : long)
        expect(columnsOf(line)).toBeGreaterThanOrEqual(columns - 1);
    },
  );

  test('keeps to the lines there are, and the newest of them', () => {
    expect(renderLive(building(), view(80, 5)).map((line) => line.slice(0, 9))).toEqual([
      'prd: rele',
      '  ✓ Sourc',
      '  ⠋ Build',
      '    │ 注文9',
      '    │ 注文1',
    ]);
    expect(renderLive(building(), view(80, 1))).toEqual(['  ⠋ Build    1 min 5 s']);
  });

  test('says what it waits for, and what ends that', () => {
    const approval = stateAfter({ kind: 'approval', stage: 'Approve', commit });
    expect(renderLive(approval, view(80)).slice(1)).toEqual([
      '  ⠋ Approve waits for somebody to approve',
      '    gitenv approve prd 01234567',
    ]);
    expect(renderLive(stateAfter({ kind: 'waiting', stage: 'Deploy' }), view(80)).at(-1)).toBe(
      '  ⠋ waits to enter Deploy, where another release is',
    );
    const going = stateAfter(
      { kind: 'approval', stage: 'Approve', commit },
      { kind: 'running', action: action('Deploy', 'InProgress') },
    );
    expect(renderLive(going, view(80)).join('\n')).not.toContain('waits');
  });

  test('says what holds it, and below that the ways out, until it goes on', () => {
    const state = stateAfter({ kind: 'held', condition: held });
    expect(renderLive(state, view(80)).slice(1)).toEqual([
      '  ⠋ Deploy is held by a freeze until its window opens',
      '    the console can override it (gitenv open prd), gitenv cancel prd gives up',
    ]);
    const going = applyChange(
      state,
      { kind: 'running', action: action('Deploy', 'InProgress') },
      begin,
    );
    expect(renderLive(going, view(80)).slice(1)).toEqual(['  ⠋ Deploy   1 min 5 s']);
  });

  test('breaks a long silence, until something is said', () => {
    const quiet = { kind: 'quiet', since: begin, now: at(60), what: '' } as const;
    const state = applyChange(building(), quiet, at(60));
    expect(renderLive(state, view(80))[3]).toBe(
      '  nothing new for 1 min 5 s; Ctrl-C leaves it alone, gitenv cancel prd ends it',
    );
    expect(renderLive(applyLog(state, 'more'), view(80)).join()).not.toContain('nothing new');
  });

  test.each([
    ['\u001b[2J\u001b]0;title\u0007shown', 'shown'],
    ['10 %\r50 %\r100 %', '100 %'],
    ['a\tb', 'a    b'],
    ['\u202eback\u0000', ' back '],
  ])('makes %j harmless', (line, shown) => {
    expect(applyLog(stateAfter(), line).tail).toEqual([shown]);
  });

  test('has colours only where asked, and they take no place', () => {
    const colored = renderLive(building(), { ...view(40), colors: createColors(true) });
    expect(colored.join('')).toContain('\u001b[');
    expect(colored.map(stripVTControlCharacters)).toEqual(renderLive(building(), view(40)));
  });

  test('settles to a summary, which leaves a bad end to the error that tells of it', () => {
    const state = stateAfter(
      { kind: 'ended', action: action('Source', 'Succeeded') },
      { kind: 'ended', action: action('Build', 'Failed', 'exit 3\nmore') },
      { kind: 'over', release: release('Failed') },
    );
    expect(renderSettled(state, { columns: 80, colors: plain })).toEqual([
      'prd: releasing 01234567 "Take 注文 from everywhere in the world 🎉"',
      '  ✓ Source 12 s  ✗ Build 12 s',
      '  Build: exit 3',
    ]);
    expect(renderSettled(state, { columns: 20, colors: plain })).toContain('  ✗ Build 12 s');
    const released = stateAfter({ kind: 'over', release: release('Succeeded') });
    expect(renderSettled(released, { columns: 80, colors: plain }).at(-1)).toBe(
      'prd: 01234567 is released, after 48 s',
    );
  });
});

test.each([
  ['abc', 2, 'a…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['👩‍👩‍👧 family', 3, '👩‍👩‍👧…'],
  ['e\u0301e\u0301', 1, '…'],
  ['abc', 0, ''],
])('%s in %i columns is %s', (text, columns, cut) => {
  expect(cutToColumns(text, columns)).toBe(cut);
});
