import { releasesNow } from '../../lib/release/history/running';
import type { Release, ReleaseStatus } from '../../lib/release/release';
import { isGreeting } from '../../lib/release/release';

function release(commit: string | undefined, status: ReleaseStatus, trigger?: string): Release {
  return {
    id: `${commit}-${status}`,
    status,
    commit,
    subject: '',
    startedAt: new Date(0),
    updatedAt: new Date(0),
    pushedBy: undefined,
    trigger,
    triggerDetail: undefined,
  };
}

describe('the standing of an environment', () => {
  test('is empty before the first release', () => {
    expect(releasesNow([], undefined)).toEqual({
      running: undefined,
      inFlight: [],
      failed: undefined,
    });
  });

  test('takes the newest success for what runs, whatever came after it', () => {
    const history = [release('c', 'Failed'), release('b', 'Succeeded'), release('a', 'Succeeded')];
    const { running, failed } = releasesNow(history, 'c');
    expect([running?.commit, failed?.commit]).toEqual(['b', 'c']);
  });

  test('shows what is under way, not what failed before it', () => {
    const history = [
      release('d', 'InProgress'),
      release('c', 'Failed'),
      release('b', 'Stopping'),
      release('a', 'Succeeded'),
    ];
    const { inFlight, failed } = releasesNow(history, 'd');
    expect(inFlight.map(({ commit }) => commit)).toEqual(['d', 'b']);
    expect(failed).toBeUndefined();
  });

  test('forgets a failure once the tip runs again', () => {
    const history = [release('a', 'Failed'), release('a', 'Succeeded')];
    expect(releasesNow(history, 'a').failed).toBeUndefined();
  });

  test('does not take the greeting of a new pipeline for a failed release', () => {
    const greeting = release(undefined, 'Failed', 'CreatePipeline');
    expect(isGreeting(greeting)).toBe(true);
    expect(releasesNow([greeting], undefined)).toMatchObject({ failed: undefined });
    expect(isGreeting(release('a', 'Failed', 'CreatePipeline'))).toBe(false);
  });
});
