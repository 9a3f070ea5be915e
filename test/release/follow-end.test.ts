import type { Snapshot } from '../../lib/release/following/follow';
import { endedBadly } from '../../lib/release/following/follow-end';
import type { ReleaseAction, ReleaseStatus } from '../../lib/release/release';
import { historyOf } from './releases';

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

function ending(story: string, status: ReleaseStatus, ...stages: string[]) {
  const releases = historyOf(story).map((it) => ({ ...it, subject: 'Count links' }));
  const [latest] = releases;
  if (!latest) throw new Error('no release');
  const actions = stages.map((text): ReleaseAction => {
    const [stage = '', word] = text.split(' ');
    const { startedAt, updatedAt } = latest;
    const state = word === 'failed' ? 'Failed' : 'Succeeded';
    const common = { id: text, stage, name: stage, startedAt, updatedAt, variables: {} };
    return { ...common, status: state, summary: undefined, buildId: undefined };
  });
  const after: Snapshot = { release: { ...latest, status }, actions };
  const { message, hint } = endedBadly('prd', after, releases);
  return [message, hint];
}

describe('the end of a release that came to nothing', () => {
  test('says what still runs where nothing was deployed', () => {
    expect(ending(`${a} ok, ${b} failed`, 'Failed', 'Source', 'Build failed')).toEqual([
      'prd: bbbbbbbb failed after 10 s in Build; prd still runs aaaaaaaa "Count links".',
      'gitenv logs prd bbbbbbbb',
    ]);
    expect(ending(`${a} ok, ${b} running`, 'Stopped', 'Source')).toEqual([
      'prd: bbbbbbbb was stopped after 10 s; prd still runs aaaaaaaa "Count links".',
      'gitenv history prd',
    ]);
  });

  test('names the way back where a deploy has begun', () => {
    expect(ending(`${a} ok, ${b} failed`, 'Failed', 'Source', 'Build', 'Deploy failed')).toEqual([
      'prd: bbbbbbbb failed after 10 s in Deploy, and prd may have been changed in part.',
      'gitenv logs prd bbbbbbbb; gitenv rollback prd puts aaaaaaaa "Count links" back',
    ]);
  });

  test('promises nothing before anything was released', () => {
    expect(ending(`${b} failed`, 'Failed', 'Source', 'Build failed')).toEqual([
      'prd: bbbbbbbb failed after 10 s in Build.',
      'gitenv logs prd bbbbbbbb',
    ]);
  });

  test('leaves what is there to the release that overtook it', () => {
    expect(ending(`${a} ok, ${b} superseded`, 'Superseded', 'Source')[0]).toBe(
      'prd: bbbbbbbb was overtaken by a newer release.',
    );
  });

  test('names the stage that failed last, where it was tried again', () => {
    expect(
      ending(`${b} failed`, 'Failed', 'Source', 'Build failed', 'Build', 'Deploy failed')[0],
    ).toContain('in Deploy');
  });
});
