import { nameOfCaller } from '../../lib/release/caller';
import { lostLease } from '../../lib/release/guards/lost-lease';

const move = { environment: 'prd', from: 'b'.repeat(40), to: 'a'.repeat(40) };

describe('a push to an environment', () => {
  test('that lost its lease says who pushed what', () => {
    const intruder = {
      commit: 'c'.repeat(40),
      subject: 'Fix the till',
      pushedBy: 'arn:aws:sts::111111111111:assumed-role/developer/robin',
    };
    expect(lostLease('prd', move.from, intruder)).toMatchObject({
      code: 'LOST_LEASE',
      exitCode: 5,
      message:
        'prd was at bbbbbbbb when you began, but meanwhile robin pushed cccccccc "Fix the till"; nothing was changed.',
    });
  });

  test.each([
    ['arn:aws:iam::111111111111:user/team/robin', 'robin'],
    ['arn:aws:sts::111111111111:assumed-role/developer/robin', 'robin'],
    ['unknown', 'unknown'],
  ])('%s is called %s', (arn, name) => {
    expect(nameOfCaller(arn)).toBe(name);
  });
});
