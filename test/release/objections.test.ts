import type { SettingState } from '../../lib/config/setting';
import { GitenvError } from '../../lib/errors';
import type { MoveFacts } from '../../lib/release/guards/move';
import { objectionsTo, refuse } from '../../lib/release/guards/objections';
import type { Override, Spelling } from '../../lib/release/guards/override';
import { historyOf } from './releases';
import { told } from './state/story';

const move: MoveFacts = {
  environment: 'prd',
  branch: 'main',
  to: 'B',
  lacks: [],
  isContained: false,
  releases: historyOf('A ok'),
  upstream: { name: 'stg', releases: historyOf('A ok, B ok') },
};
const nothing: Override = { guards: [], reason: undefined, isNamed: true };
const unreachable = new GitenvError('UNREACHABLE', 'stg.example cannot be reached (ETIMEDOUT).');

function verdict(
  more: Partial<MoveFacts>,
  override: Partial<Override> = {},
  spelling: Spelling = 'gitenv',
) {
  const whole = { ...move, ...more };
  try {
    refuse(objectionsTo(whole), { ...nothing, ...override }, whole, spelling);
    return 'passes';
  } catch (error) {
    const { code, message, hint, advice } = error as GitenvError;
    return { code, message, hint, ...(override.reason !== undefined && { advice }) };
  }
}

describe('a move', () => {
  test('passes where upstream has released the commit and nothing is undone', () => {
    expect(verdict({})).toBe('passes');
    expect(verdict({ upstream: undefined })).toBe('passes');
    expect(verdict({ releases: [] })).toBe('passes');
  });

  test('that undoes commits is refused, with the rollback for what was released before', () => {
    expect(verdict({ lacks: ['C'], isContained: true })).toEqual({
      code: 'DOWNGRADE',
      message: 'B lacks commits that prd has (C is there); nothing was changed.',
      hint: "gitenv push prd B --allow-downgrade --reason '…'",
    });
    const before = { releases: historyOf('B ok, C ok'), lacks: ['C'], isContained: true };
    expect(verdict(before)).toMatchObject({
      hint: expect.stringMatching(/^gitenv rollback prd --to B\n/),
    });
  });

  test.each([
    ['A ok', 'prd takes only what stg has released successfully, and B it has not'],
    [
      'B failed',
      'prd takes only what stg has released successfully, and the release of B failed there',
    ],
    ['A ok, B ok, A ok', 'stg has rolled B back (2026-01-01 10:02 UTC)'],
  ])('is refused where upstream has %s', (story, sentence) => {
    expect(verdict({ upstream: { name: 'stg', releases: historyOf(story) } })).toMatchObject({
      code: 'NOT_PROVEN',
      message: `${sentence}; nothing was changed.`,
    });
  });

  test('is refused where upstream rolled the commit back, and took another start of it back', () => {
    const { releases } = told('A ok, B ok, A ok, B withdrawn in Build');
    const upstream = { name: 'stg', releases };
    expect(verdict({ upstream })).toMatchObject({ code: 'NOT_PROVEN' });
  });

  test('is refused where upstream cannot be asked, and never passes silently', () => {
    const upstream = { name: 'stg', releases: unreachable };
    expect(verdict({ upstream })).toMatchObject({
      code: 'UNREACHABLE',
      message:
        'Whether stg has released B, as prd requires, cannot be asked: stg.example cannot be reached (ETIMEDOUT); nothing was changed.',
    });
    expect(verdict({ upstream }, { guards: ['unchecked'], reason: 'x' })).not.toBe('passes');
    expect(verdict({ upstream }, { guards: ['skip-upstream'], reason: 'x' })).toBe('passes');
    expect(verdict({ releases: unreachable })).toMatchObject({ code: 'UNREACHABLE' });
    expect(verdict({ releases: unreachable }, { guards: ['unchecked'], reason: 'x' })).toBe(
      'passes',
    );
  });

  test.each([
    ['A ok, B ok, A ok', 'ROLLED_BACK', 'is held'],
    ['A ok, B failed, A ok', 'ROLLED_BACK', 'is held though it never ran'],
    ['A ok, B ok, C ok, A ok', 'ROLLED_BACK', 'is held with what came after it'],
    ['A ok, B ok, ? failed, A ok', 'ROLLED_BACK', 'is held across a release of nothing'],
    ['A ok, B ok, A ok, B ok, C ok', undefined, 'is free once somebody released it again'],
    ['A ok, B ok, C ok, B ok', undefined, 'is not held by being gone back to'],
  ])('to a commit that was rolled back, after %s: %s (%s)', (story, code, _) => {
    const found = verdict({ releases: historyOf(story) });
    expect(found === 'passes' ? undefined : found.code).toBe(code);
  });

  test('to a commit that was rolled back passes only when it is named with a reason', () => {
    const held = { releases: historyOf('A ok, B ok, A ok') };
    expect(verdict(held, { reason: 'the disk was full' })).toBe('passes');
    const reasoned = { reason: 'the disk was full', isNamed: false };
    expect(verdict(held, reasoned)).toMatchObject({
      code: 'ROLLED_BACK',
      advice: expect.stringContaining(
        'A reason is not enough for that: only a push that names the commit releases it all the same.',
      ),
      hint: expect.stringContaining("gitenv push prd B --reason '…'"),
    });
    expect(verdict({ ...held, isContained: true, lacks: ['C'] })).toMatchObject({
      code: 'DOWNGRADE',
    });
  });

  test('names every objection, and what sets all of them aside, in either spelling', () => {
    const both = { lacks: ['C'], upstream: { name: 'stg', releases: [] } };
    expect(verdict(both, {}, 'git')).toEqual({
      code: 'DOWNGRADE',
      message:
        'B lacks commits that prd has (C is there). prd takes only what stg has released successfully, and B it has not; nothing was changed.',
      hint: "git pull --rebase prd main\ngit push --force -o skip-upstream -o reason='…' prd B:main",
    });
    expect(verdict(both, { guards: ['skip-upstream'], reason: 'x' })).toMatchObject({
      message: 'B lacks commits that prd has (C is there); nothing was changed.',
    });
    const all = { guards: ['skip-upstream', 'allow-downgrade'], reason: 'x' } as const;
    expect(verdict(both, all)).toBe('passes');
  });
});

describe('a commit that needs what the environment has not', () => {
  const setting = (name: string, lack: SettingState['lack']): SettingState => ({
    name,
    kind: 'secret',
    reference: `shop/${name}`,
    lack,
    arn: undefined,
    changedAt: undefined,
    version: undefined,
    changedBy: undefined,
  });
  const lacking = (settings: SettingState[], elsewhere: string[] = []) => ({
    lacking: { settings, declaredElsewhere: new Set(elsewhere) },
  });

  test('is refused with every name, and the commands that set them', () => {
    const some = [setting('KEY', 'missing'), setting('DSN', 'scheduled for deletion')];
    expect(verdict(lacking(some, ['DSN']))).toEqual({
      code: 'MISSING_CONFIG',
      message:
        'prd lacks configuration that B declares: KEY, DSN (scheduled for deletion); nothing was changed.',
      hint: "gitenv config set prd KEY\ngitenv config set prd DSN --at B\ngitenv push prd B --skip-config --reason '…'",
    });
    const many = ['A', 'B', 'C', 'D'].map((name) => setting(name, 'missing'));
    expect(verdict(lacking(many))).toMatchObject({
      hint: expect.stringMatching(/^gitenv config list prd\n/),
    });
    expect(verdict(lacking([]))).toBe('passes');
  });

  test('passes when somebody insists on that, and not on something else', () => {
    const one = lacking([setting('KEY', 'missing')]);
    expect(verdict(one, { guards: ['skip-config'], reason: 'x' })).toBe('passes');
    expect(verdict(one, { guards: ['skip-upstream'], reason: 'x' })).toMatchObject({
      code: 'MISSING_CONFIG',
    });
    expect(verdict(one, { reason: 'x' })).toMatchObject({ code: 'MISSING_CONFIG' });
  });
});
