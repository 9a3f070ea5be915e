import fc from 'fast-check';
import { Output } from '../../cli/terminal/output';

function answered(value: unknown): string[] {
  const pieces: string[] = [];
  const sink = { write: (text: string) => pieces.push(text) };
  const output = new Output({ stdout: sink, stderr: sink, env: {}, json: true, quiet: false });
  output.result(value, () => '');
  return pieces;
}

const whole = (value: unknown) =>
  `${JSON.stringify(value, (_, it) => (it === undefined ? null : it), 2)}\n`;

test('a long list is written as a short one is', () => {
  const item = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(undefined, new Date(0), 'two\nlines', []),
  );
  const list = fc
    .integer({ min: 98, max: 103 })
    .chain((length) => fc.array(item, { minLength: length, maxLength: length }));
  const answer = fc.dictionary(fc.string(), fc.oneof(item, list), { maxKeys: 4 });
  // Letters that steer a terminal are escaped in both: that is another test's.
  const isPlain = (value: unknown) => !/[\u007f-\u009f]|\p{Bidi_Control}/u.test(whole(value));
  fc.assert(
    fc.property(fc.oneof(answer, list, item).filter(isPlain), (value) => {
      expect(answered(value).join('')).toBe(whole(value));
    }),
    { numRuns: 300, seed: 20_261_130 },
  );
});

test('of a long list no text is held that is as long as all of it', () => {
  const releases = Array.from({ length: 10_000 }, (_, index) => ({
    index,
    subject: 'x'.repeat(50),
  }));
  const pieces = answered({ environment: 'dev', releases, hasMore: false });
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map((it) => it.length))).toBeLessThan(70_000);
  expect(JSON.parse(pieces.join(''))).toEqual({ environment: 'dev', releases, hasMore: false });
});
