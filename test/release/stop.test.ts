import { parseStop, stopText } from '../../lib/release/stop';
import { verdictText } from '../../lib/release/verdict';

describe('who stopped a release, in the reason that CodePipeline keeps', () => {
  test.each(['', 'wrong commit', 'a (bad) one\nwith a second line'])(
    'is read back: %j',
    (reason) => {
      expect(parseStop(stopText({ by: 'ann', reason }))).toEqual({ by: 'ann', reason });
    },
  );

  test('stays whole where the reason is too long for it', () => {
    const text = stopText({ by: 'ann', reason: 'x'.repeat(300) });
    expect(text).toHaveLength(200);
    expect(parseStop(text).by).toBe('ann');
  });

  test('is nobody for words that are not gitenv’s', () => {
    expect(parseStop('In the console')).toEqual({ by: undefined, reason: 'In the console' });
  });
});

test('what is kept with an approval is no longer than CodePipeline takes, and names who gave it', () => {
  const by = 'arn:aws:iam::111111111111:user/ann';
  const text = verdictText({ answer: 'Rejected', by, comment: 'x'.repeat(600) });
  expect(text).toHaveLength(512);
  expect(text).toMatch(/x \(rejected by ann\)$/);
});
