import { lostLease, nameOfCaller, refuseDowngrade } from '../../lib/release/guard';

const move = { environment: 'prd', from: 'b'.repeat(40), to: 'a'.repeat(40) };

describe('a push to an environment', () => {
  test('is refused when it would undo commits, naming the way to undo them', () => {
    expect(() => refuseDowngrade({ ...move, isForward: false })).toThrow(
      expect.objectContaining({
        code: 'DOWNGRADE',
        exitCode: 5,
        message: 'aaaaaaaa lacks commits that prd has (its tip is bbbbbbbb); nothing was changed.',
        hint: 'gitenv rollback prd --to aaaaaaaa, if undoing them is what you want',
      }),
    );
  });

  test('is refused when nobody can tell, because this clone lacks what is there', () => {
    expect(() => refuseDowngrade({ ...move, isForward: undefined })).toThrow(
      expect.objectContaining({ code: 'DOWNGRADE', hint: 'git fetch prd' }),
    );
  });

  test.each([
    ['forwards', { ...move, isForward: true }],
    ['into an empty repository', { ...move, from: undefined, isForward: undefined }],
    ['of what is there already', { ...move, to: move.from, isForward: false }],
  ])('goes through %s', (_, allowed) => {
    expect(() => refuseDowngrade(allowed)).not.toThrow();
  });

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
