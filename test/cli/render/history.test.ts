import { createColors } from 'picocolors';
import { renderHistory } from '../../../cli/render/history';
import { renderHistoryAsCsv } from '../../../cli/render/history-csv';
import { columnsOf } from '../../../cli/terminal/width';
import type { ExplainedRelease } from '../../../lib/inspect/history';

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
    verdict: undefined,
    stopped: undefined,
    failedIn: undefined,
    attempts: [],
    durationMs: 65_000,
    ...more,
  };
}

describe('the history as a table for a spreadsheet', () => {
  test('has a line a release, and no cell that a spreadsheet would calculate', () => {
    const text = renderHistoryAsCsv({
      releases: [
        release({ subject: '=HYPERLINK("http://evil")' }),
        release({ verdict: { answer: 'Approved', by: 'arn:ben', comment: 'Fine, "really"' } }),
      ],
    });
    const ann =
      'arn:aws:iam::111111111111:user/ann,2026-03-20T11:00:00.000Z,2026-03-20T11:01:05.000Z';
    expect(text.split('\r\n')).toEqual([
      'release,status,commit,subject,pushed by,started,ended,rollback,rolled back,answer,answered by,comment,overrides,reason',
      `r1,Succeeded,${'a'.repeat(40)},"'=HYPERLINK(""http://evil"")",${ann},false,false,,,,,`,
      `r1,Succeeded,${'a'.repeat(40)},Count links,${ann},false,false,Approved,arn:ben,"Fine, ""really""",,`,
    ]);
  });
});

function rows(releases: ExplainedRelease[], hasMore = false): string[] {
  return renderHistory({ environment: 'prd', releases, hasMore }, view).split('\n').slice(1);
}

describe('the table of gitenv history', () => {
  test('says who released what, when, for how long and how it ended', () => {
    expect(rows([release()])[0]).toMatch(
      /^Succeeded +aaaaaaaa +Count links +ann +2026-03-20 11:00 +1 min 5 s$/,
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
    expect(rows([open])[0]).toMatch(/^InProgress +aaaaaaaa +Count links +– +2026-03-20 11:00$/);
  });

  test('says who approved a release, or did not, and in which words', () => {
    const by = 'arn:aws:sts::333333333333:assumed-role/Lead/bea';
    const approved = { answer: 'Approved' as const, by, comment: '' };
    expect(rows([release({ verdict: approved })])[0]).toMatch(/ approved by bea$/);
    const rejected = { answer: 'Rejected' as const, by, comment: 'after the holidays' };
    expect(
      rows([release({ status: 'Failed', failedIn: 'Approve', verdict: rejected })])[0],
    ).toMatch(/ rejected by bea: "after the holidays"$/);
  });

  test('says who stopped a release and why, and where one failed', () => {
    const stopped = { by: 'ann', reason: 'wrong commit' };
    expect(rows([release({ status: 'Stopped', stopped })])[0]).toMatch(
      / stopped by ann: "wrong commit"$/,
    );
    const elsewhere = { by: undefined, reason: 'In the console' };
    expect(rows([release({ status: 'Stopped', stopped: elsewhere })])[0]).toMatch(
      / stopped: "In the console"$/,
    );
    expect(rows([release({ status: 'Failed', failedIn: 'Deploy' })])[0]).toMatch(
      / failed in Deploy$/,
    );
  });

  test.each([80, 100, 120])(
    'fits a terminal of %i columns, with what is told of a release below it',
    (columns) => {
      const long = release({
        subject: 'A subject 🚀🚀🚀 much longer than any narrow terminal has columns to show it',
        bundle: `sha256:${'a'.repeat(64)}`,
        pushedBy: 'arn:aws:iam::111111111111:user/an.administrator.with.a.long.name@example.com',
        durationMs: 606_000,
        updatedAt: new Date('2026-03-20T11:10:06Z'),
        isRolledBack: true,
        stopped: { by: 'ann', reason: 'a long story about what went wrong '.repeat(8) },
      });
      const text = renderHistory(
        { environment: 'prd', releases: [long, release()], hasMore: false },
        { ...view, columns },
      );
      const lines = text.split('\n');
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      expect(lines.slice(2, 4)).toEqual([
        `${' '.repeat(12)}rolled back`,
        expect.stringMatching(/^ {12}stopped by ann: "a long story.*…$/),
      ]);
      expect(lines[4]).toMatch(/^Succeeded +aaaaaaaa +Count links/);
    },
  );

  test('says that there are older ones', () => {
    expect(rows([release()], true).at(-1)).toBe('There are older ones: --limit shows more.');
    expect(renderHistory({ environment: 'prd', releases: [], hasMore: false }, view)).toBe(
      'Nothing was released in prd yet.',
    );
  });
});
