import { GitenvError } from '../../lib/errors';
import { endedBadly, lostSight } from '../../lib/release/following/follow-end';
import type { ReleaseStatus, StageCondition } from '../../lib/release/release';
import { stateOf } from '../../lib/release/state/state';
import { stopText } from '../../lib/release/stop';
import { told as storyOf } from './state/story';

const [a, b, c] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];

interface Known {
  readonly status?: ReleaseStatus;
  readonly without?: boolean;
  readonly condition?: StageCondition;
  readonly isBlind?: boolean;
  /** What CodeBuild says of the action that failed. */
  readonly summary?: string;
  readonly stopReason?: string;
  /** Where somebody has moved the branch to, and whether that is released already. */
  readonly tip?: string;
  /** Whether AWS knows which commit the release is of. */
  readonly isUnnamed?: boolean;
}

/** The end of the newest release of a history in which every subject is the same. */
function ending(
  story: string,
  { status, without, condition, isBlind, stopReason, tip, summary, isUnnamed }: Known = {},
) {
  const known = storyOf(story);
  const releases = known.releases.map((it) => ({ ...it, subject: 'Count links', stopReason }));
  const [latest] = releases;
  if (!latest) throw new Error('no release');
  const told = known.actions.get(latest.id) ?? [];
  const actions = summary === undefined ? told : told.map((it) => ({ ...it, summary }));
  const builds = actions.flatMap(({ buildId }) => buildId ?? []);
  const evidence = {
    ...known,
    ...(tip && { tip }),
    releases: isUnnamed
      ? releases.map((it, at) => (at === 0 ? { ...it, commit: undefined } : it))
      : releases,
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

  test('names no log of a release that failed in Source, of which AWS never learnt the commit', () => {
    const ways = ending(`${a} ok, ${b} failed in Source`, { isUnnamed: true });
    expect(ways).toContain('gitenv history prd');
    expect(ways.join('\n')).not.toContain('gitenv logs');
  });

  test('sends nobody back to a release that somebody has ended by moving the branch on', () => {
    const stopReason = stopText({ by: 'ann', reason: 'the till is down' });
    expect(ending(`${a} ok, ${b} stopped in Build`, { tip: a, stopReason })).toEqual([
      'prd: bbbbbbbb was stopped after 30 s by ann (the till is down); the branch was moved to aaaaaaaa meanwhile.',
      'gitenv status',
      leave,
    ]);
    expect(ending(`${a} ok, ${b} failed in Approve`, { tip: a })).not.toContain(retry);
  });

  test('offers no other try of a commit that is at fault itself', () => {
    const summary =
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: node .gitenv/kit.cjs bundle -- ./build. Reason: exit status 78';
    expect(ending(`${a} ok, ${b} failed in Build`, { summary }).slice(1)).toEqual([
      'git push prd',
      back,
      leave,
    ]);
  });

  test('says who has stopped it, and why', () => {
    const stopReason = stopText({ by: 'ann', reason: 'wrong commit' });
    expect(ending(`${a} ok, ${b} stopped in Build`, { stopReason })[0]).toBe(
      'prd: bbbbbbbb was stopped after 30 s by ann (wrong commit); prd still runs aaaaaaaa "Count links".',
    );
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

describe('a release that cannot be looked at any more', () => {
  const gone = new GitenvError('UNREACHABLE', '127.0.0.1:4599 cannot be reached (ECONNREFUSED)', {
    hint: 'gitenv local up',
  });

  test('goes on in AWS', () => {
    const { message, hint } = lostSight(gone, 'dev', a, false);
    expect(message).toContain('The release of aaaaaaaa to dev goes on');
    expect(hint).toBe('gitenv local up\ngitenv logs dev aaaaaaaa --follow');
  });

  test('has ended with the AWS of this machine, if that has', () => {
    const { message, hint } = lostSight(gone, 'dev', a, true);
    expect(message).toContain(
      'If the AWS on this machine has ended, so has the release of aaaaaaaa to dev.',
    );
    expect(message).not.toContain('goes on');
    expect(hint).toBe('gitenv local up\ngitenv status');
  });
});
