import type { Release, ReleaseStatus } from '../../lib/release/release';

const start = Date.parse('2026-01-01T10:00:00Z');

/**
 * A history, written oldest first as `A ok, B failed`; handed out newest first as AWS does. Letters stand for
 * commits; each release starts a minute after the one before and takes ten seconds.
 */
export function historyOf(story: string): Release[] {
  const statuses: Record<string, ReleaseStatus> = {
    ok: 'Succeeded',
    failed: 'Failed',
    running: 'InProgress',
    superseded: 'Superseded',
  };
  return story
    .split(', ')
    .map((item, index): Release => {
      const [commit, word = ''] = item.split(' ');
      const startedAt = new Date(start + index * 60_000);
      return {
        id: `release-${index}`,
        status: statuses[word] ?? 'InProgress',
        commit: commit === '?' ? undefined : commit,
        subject: '',
        startedAt,
        updatedAt: new Date(startedAt.getTime() + 10_000),
        pushedBy: undefined,
        trigger: undefined,
        triggerDetail: undefined,
      };
    })
    .reverse();
}
