import { explain, stackStandingOf } from '../../../lib/setup/init/stack/stack-standing';

describe('what can be done with a stack', () => {
  test.each([
    [undefined, 'absent'],
    ['REVIEW_IN_PROGRESS', 'absent'],
    ['DELETE_COMPLETE', 'absent'],
    ['CREATE_COMPLETE', 'ready'],
    ['UPDATE_ROLLBACK_COMPLETE', 'ready'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
    ['ROLLBACK_IN_PROGRESS', 'busy'],
    ['DELETE_IN_PROGRESS', 'busy'],
    ['ROLLBACK_COMPLETE', 'broken'],
    ['ROLLBACK_FAILED', 'broken'],
    ['CREATE_FAILED', 'broken'],
    ['DELETE_FAILED', 'broken'],
    ['UPDATE_ROLLBACK_FAILED', 'stuck'],
    ['A_STATUS_OF_THE_FUTURE', 'stuck'],
  ])('%s: it is %s', (status, standing) => {
    expect(stackStandingOf(status)).toBe(standing);
  });

  test('is explained', () => {
    expect(explain('ROLLBACK_COMPLETE')).toBe('failed to be created');
    expect(explain('DELETE_FAILED')).toBe('could not be deleted completely');
  });
});
