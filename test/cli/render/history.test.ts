import { createColors } from 'picocolors';
import { renderHistory } from '../../../cli/render/history';
import type { ExplainedRelease } from '../../../lib/remote/history';

const view = {
  now: new Date('2026-03-20T12:00:00Z'),
  columns: undefined,
  colors: createColors(false),
};

function release(more: Partial<ExplainedRelease> = {}): ExplainedRelease {
  return {
    id: 'r1',
    status: 'Succeeded',
    commit: 'a'.repeat(40),
    subject: 'Count links',
    startedAt: new Date('2026-03-20T11:00:00Z'),
    updatedAt: new Date('2026-03-20T11:01:05Z'),
    pushedBy: 'arn:aws:iam::111111111111:user/ann',
    trigger: 'CloudWatchEvent',
    triggerDetail: undefined,
    isRollback: false,
    isRolledBack: false,
    reason: undefined,
    condition: undefined,
    durationMs: 65_000,
    ...more,
  };
}

function rows(releases: ExplainedRelease[], hasMore = false): string[] {
  return renderHistory({ environment: 'prd', releases, hasMore }, view).split('\n').slice(1);
}

describe('the table of gitenv history', () => {
  test('says who released what, when, for how long and how it ended', () => {
    expect(rows([release()])[0]).toMatch(
      /^Succeeded +aaaaaaaa +Count links +ann +1 hour ago +1 min 5 s$/,
    );
  });

  test('marks a rollback', () => {
    expect(rows([release({ isRollback: true })])[0]).toMatch(/rollback$/);
  });

  test('says why a release was made, and past which guard', () => {
    const reason = {
      commit: 'a'.repeat(40),
      environment: 'prd',
      guards: ['skip-upstream'] as const,
      text: 'the till is down',
      author: 'Ann',
      at: new Date('2026-03-20T11:00:00Z'),
      after: undefined,
    };
    expect(rows([release({ isRolledBack: true, reason })])[0]).toMatch(
      /rolled back, skip-upstream: "the till is down"$/,
    );
  });

  test('has no duration for what is under way, and no name for who is not known', () => {
    const open = release({ status: 'InProgress', durationMs: undefined, pushedBy: undefined });
    expect(rows([open])[0]).toMatch(/^InProgress +aaaaaaaa +Count links +– +1 hour ago$/);
  });

  test('gives the date of what is long ago', () => {
    const old = release({ startedAt: new Date('2025-12-24T00:00:00Z') });
    expect(rows([old])[0]).toContain('2025-12-24');
  });

  test('explains the run with which a new pipeline begins', () => {
    const greeting = release({ status: 'Failed', commit: undefined, trigger: 'CreatePipeline' });
    expect(rows([greeting])[0]).toContain('nothing was there to release');
  });

  test('says that there are older ones', () => {
    expect(rows([release()], true).at(-1)).toBe('There are older ones: --limit shows more.');
    expect(renderHistory({ environment: 'prd', releases: [], hasMore: false }, view)).toBe(
      'Nothing was released in prd yet.',
    );
  });
});
