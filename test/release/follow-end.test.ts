import { endedBadly } from '../../lib/release/following/follow-end';
import type { ReleaseStatus, StageCondition } from '../../lib/release/release';
import { stateOf } from '../../lib/release/state/state';
import { told } from './state/story';

const [a, b, c] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];

interface Known {
  readonly status?: ReleaseStatus;
  readonly without?: boolean;
  readonly condition?: StageCondition;
  readonly isBlind?: boolean;
}

/** The end of the newest release of a history in which every subject is the same. */
function ending(story: string, { status, without, condition, isBlind }: Known = {}) {
  const known = told(story);
  const releases = known.releases.map((it) => ({ ...it, subject: 'Count links' }));
  const [latest] = releases;
  if (!latest) throw new Error('no release');
  const actions = known.actions.get(latest.id) ?? [];
  const builds = actions.flatMap(({ buildId }) => buildId ?? []);
  const evidence = {
    ...known,
    releases,
    stages: [],
    buildsWithoutChange: new Set(without ? builds : []),
  };
  const release = { ...latest, status: status ?? latest.status };
  const seen = isBlind ? undefined : { evidence, state: stateOf(evidence) };
  const { message, hint } = endedBadly('prd', { release, actions, condition }, seen);
  return [message, ...(hint ?? '').split('\n')];
}

const retry = 'gitenv retry prd';
const back = 'gitenv rollback prd';
const leave = 'gitenv logs prd bbbbbbbb';

describe('the end of a release that came to nothing', () => {
  test('says what still runs where nothing was deployed, and three ways out', () => {
    expect(ending(`${a} ok, ${b} failed in Build`)).toEqual([
      'prd: bbbbbbbb failed after 30 s in Build; prd still runs aaaaaaaa "Count links".',
      retry,
      back,
      leave,
    ]);
    expect(ending(`${a} ok, ${b} stopped in Build`)).toEqual([
      'prd: bbbbbbbb was stopped after 30 s; prd still runs aaaaaaaa "Count links".',
      'gitenv push prd bbbbbbbb',
      back,
      leave,
    ]);
  });

  test('says between what the environment is after a deploy that has begun', () => {
    expect(ending(`${a} ok, ${b} failed in Deploy`)).toEqual([
      'prd: bbbbbbbb failed after 30 s in Deploy; prd is between aaaaaaaa and bbbbbbbb (a deploy failed half way).',
      retry,
      back,
      leave,
    ]);
  });

  test('says what still runs, where the deploy is known to have changed nothing', () => {
    expect(ending(`${a} ok, ${b} failed in Deploy`, { without: true })[0]).toBe(
      'prd: bbbbbbbb failed after 30 s in Deploy; prd still runs aaaaaaaa "Count links".',
    );
  });

  test('does not forget what an earlier deploy has left half way', () => {
    expect(ending(`${a} ok, ${b} failed in Deploy, ${c} failed in Build`)[0]).toBe(
      'prd: cccccccc failed after 30 s in Build; prd is between aaaaaaaa and bbbbbbbb (a deploy failed half way).',
    );
  });

  test('says that it runs all the same, where only what came after the deploy failed', () => {
    expect(ending(`${a} ok, ${b} live`)[0]).toBe(
      'prd: bbbbbbbb was stopped after 30 s; prd runs bbbbbbbb "Count links".',
    );
  });

  test('promises no way back before anything was released', () => {
    expect(ending(`${b} failed in Build`)).toEqual([
      'prd: bbbbbbbb failed after 30 s in Build.',
      retry,
      leave,
    ]);
  });

  test('offers to try the way back again, where it is a rollback that failed', () => {
    expect(ending(`${a} ok, ${b} ok, ${a} failed in Deploy`)).toEqual([
      'prd: aaaaaaaa failed after 30 s in Deploy; prd is between bbbbbbbb and aaaaaaaa (a deploy failed half way).',
      retry,
      'gitenv logs prd aaaaaaaa',
    ]);
  });

  test('says that it does not know, where nothing more can be asked', () => {
    expect(ending(`${a} ok, ${b} failed in Deploy`, { isBlind: true })).toEqual([
      'prd: bbbbbbbb failed after 30 s in Deploy; whether it has changed prd is unknown.',
      retry,
      leave,
    ]);
  });

  test('leaves what is there to the release that overtook it', () => {
    expect(ending(`${a} ok, ${b} stopped in Build`, { status: 'Superseded' })).toEqual([
      'prd: bbbbbbbb was overtaken by a newer release.',
      'gitenv watch prd',
    ]);
  });

  test('names the condition that it failed', () => {
    const rules = [{ name: 'Window', summary: 'closed' }];
    const condition: StageCondition = { stage: 'Deploy', when: undefined, hasFailed: true, rules };
    expect(ending(`${a} ok, ${b} stopped in Build`, { status: 'Failed', condition })[0]).toBe(
      'prd: bbbbbbbb failed after 30 s: Deploy failed its condition: Window (closed); prd still runs aaaaaaaa "Count links".',
    );
  });
});
