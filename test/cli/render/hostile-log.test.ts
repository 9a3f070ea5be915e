import fc from 'fast-check';
import { createColors } from 'picocolors';
import { applyChange, applyLog, beginLive, renderLive } from '../../../cli/render/live';
import { glance } from '../../../cli/render/text';
import { columnsOf, cutToColumns } from '../../../cli/terminal/width';

const begin = new Date('2026-11-02T10:00:00Z');
const started = applyChange(
  beginLive('prd', begin),
  {
    kind: 'started',
    release: {
      id: 'r',
      status: 'InProgress',
      commit: '0123456789abcdef0123456789abcdef01234567',
      subject: 'x'.repeat(300_000),
      startedAt: begin,
      updatedAt: begin,
      pushedBy: undefined,
      trigger: undefined,
      triggerDetail: undefined,
    },
  },
  begin,
);

const pieces = [
  'word ',
  '\u001b[2J',
  '\u001b[38;5;196m',
  '\u001b]0;title\u0007',
  '\u001b[',
  '\u009b31m',
  '\r',
  '\t',
  '\u0000',
  '\u202e',
  '\u200d',
  '\u0301',
  '日本',
  '👩‍👩‍👧',
  '\ud83d',
  '\udc69',
  '\ufe0f',
  'é',
];
/** A line of up to a megabyte, in which anything may come again and again. */
const lines = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 20 })),
      fc.constantFrom(1, 2, 7, 50_000),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.map(([text, times]) => text.repeat(times)).join(''));

const seed = Number(process.env.GITENV_SEED ?? 20_261_130);

test('whatever a build prints, the live view keeps to its place and steers nothing', () => {
  fc.assert(
    fc.property(
      fc.array(lines, { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 1, max: 30 }),
      (log, columns, rows) => {
        const state = log.reduce(applyLog, started);
        const view = { now: begin, columns, rows, colors: createColors(false), frame: 3 };
        const drawn = renderLive(state, view);
        expect(drawn.length).toBeLessThanOrEqual(rows);
        for (const line of drawn) {
          expect(columnsOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        }
        // What is drawn again and again is short, however long the line was.
        for (const line of [...state.tail, state.title])
          expect(line.length).toBeLessThanOrEqual(2050);
      },
    ),
    { seed, numRuns: 200 },
  );
});

test.each([
  ['what comes last of a line that was written over', `${'x'.repeat(300_000)}\rdone`, 'done'],
  ['the beginning of a long line', 'x'.repeat(300_000), 'x'.repeat(2000)],
  ['no half of a character', `${'x'.repeat(1999)}👩`, 'x'.repeat(1999)],
])('%s is seen at a glance', (_, line, seen) => {
  expect(glance(line)).toBe(seen);
});

test('cutting to columns agrees with counting them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(30), (text, columns) => {
      const cut = cutToColumns(text, columns);
      expect(columnsOf(cut)).toBeLessThanOrEqual(Math.max(columns, 0));
      if (columnsOf(text) <= columns) expect(cut).toBe(text);
      else if (columns > 0) expect(text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
    { seed, numRuns: 500 },
  );
});
