import { isSamePerson, nameOfCaller } from '../../lib/release/caller';
import { lostLease } from '../../lib/release/guards/lost-lease';

const move = { environment: 'prd', from: 'b'.repeat(40), to: 'a'.repeat(40) };

describe('a push to an environment', () => {
  test('that lost its lease says who pushed what', () => {
    const intruder = {
      commit: 'c'.repeat(40),
      subject: 'Fix the till',
      pushedBy: 'arn:aws:sts::111111111111:assumed-role/developer/robin',
    };
    const prd = { name: 'prd', branch: 'main' };
    expect(lostLease(prd, move.from, intruder, false)).toMatchObject({
      hint: 'gitenv history prd\ngitenv status',
      code: 'LOST_LEASE',
      exitCode: 5,
      message:
        'prd was at bbbbbbbb when you began, but meanwhile robin pushed cccccccc "Fix the till"; nothing was changed.',
    });
  });

  test('that lost its lease can take the commits of the other one along', () => {
    const prd = { name: 'prd', branch: 'main' };
    const intruder = { commit: 'c'.repeat(40), subject: '', pushedBy: undefined };
    expect(lostLease(prd, move.from, intruder, true).hint).toBe(
      'git pull --rebase prd main\ngitenv push prd',
    );
  });

  test.each([
    ['arn:aws:iam::111111111111:user/team/robin', 'robin'],
    ['arn:aws:sts::111111111111:assumed-role/developer/robin', 'robin'],
    ['unknown', 'unknown'],
  ])('%s is called %s', (arn, name) => {
    expect(nameOfCaller(arn)).toBe(name);
  });

  test('is of one person, whichever role that one takes on', () => {
    const robin = 'arn:aws:sts::111111111111:assumed-role/developer/robin';
    expect(isSamePerson(robin, 'arn:aws:sts::111111111111:assumed-role/approver/robin')).toBe(true);
    expect(isSamePerson(robin, 'arn:aws:sts::111111111111:assumed-role/developer/kim')).toBe(false);
  });
});
