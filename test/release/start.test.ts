import { awaitedWords, startOf } from '../../lib/release/following/start';
import type { Release } from '../../lib/release/release';

const commit = 'a'.repeat(40);
const before = new Set(['old']);

function release(id: string, facts: Partial<Release>): Release {
  return {
    id,
    status: 'InProgress',
    commit: undefined,
    subject: '',
    startedAt: new Date(0),
    updatedAt: new Date(0),
    pushedBy: undefined,
    trigger: 'CloudWatchEvent',
    triggerDetail: undefined,
    ...facts,
  };
}

const start = (...releases: Release[]) => startOf({ commit, before }, releases);

describe('the release of a push', () => {
  test('is the new one of its commit, whatever else began', () => {
    const mine = release('mine', { commit });
    expect(start(release('other', {}), mine).release).toBe(mine);
  });

  test('is not one of the same commit from before', () => {
    expect(start(release('old', { commit }))).toEqual({});
  });

  test('is perhaps one whose commit AWS does not say yet, which is waited for', () => {
    const unnamed = release('new', {});
    expect(start(unnamed)).toEqual({ release: undefined, unnamed });
  });

  test('is one that ended before AWS learnt its commit: it has failed in Source', () => {
    const failed = release('new', { status: 'Failed' });
    expect(start(failed).release).toBe(failed);
  });

  test('is none of several that ended so, as long as another may be it', () => {
    const [failed, running] = [release('one', { status: 'Failed' }), release('two', {})];
    expect(start(running, failed).release).toBeUndefined();
  });

  test.each(['CreatePipeline', 'StartPipelineExecution', 'ManualRollback'])(
    'is none that %s has started without saying its commit',
    (trigger) => {
      expect(start(release('new', { trigger, status: 'Failed' }))).toEqual({});
    },
  );
});

test('a long wait says what for', () => {
  expect(awaitedWords('dev', commit, start())).toBe(
    'dev: has aaaaaaaa; waiting for EventBridge to start the pipeline on it, which can take some minutes',
  );
  expect(awaitedWords('dev', commit, start(release('new', {})))).toBe(
    'dev: a release has started; waiting for its Source to say that it is of aaaaaaaa',
  );
});
