import { checkOverride, type Override } from '../../lib/release/guards/override';
import { isPushOption, overrideFrom } from '../../lib/release/guards/push-options';
import {
  matchReasons,
  messageOf,
  parseReason,
  type Reason,
  tagOf,
} from '../../lib/release/guards/reason';
import { historyOf } from './releases';

const commit = 'a'.repeat(40);
const given: Reason = {
  commit,
  environment: 'prd',
  guards: ['skip-upstream', 'allow-downgrade'],
  text: 'the till is down: "again"',
  author: 'Ann Käse',
  at: new Date('2026-01-01T10:00:30Z'),
  after: 'release-0',
};

const object = (reason: Reason) =>
  `object ${commit}\ntype commit\ntag x\ntagger ${reason.author} <ann@example.com> ${reason.at.getTime() / 1000} +0000\n\n${messageOf(reason)}`;

describe('a reason', () => {
  test('is read back as it was kept', () => {
    const kept = parseReason(object(given));
    expect({ ...kept, guards: [...(kept?.guards ?? [])].sort() }).toEqual({
      ...given,
      guards: [...given.guards].sort(),
    });
    expect(parseReason(object({ ...given, guards: [], after: undefined }))).toMatchObject({
      guards: [],
      after: undefined,
    });
  });

  test('is kept under a name that sorts by time and no ref rule forbids', () => {
    expect(tagOf(given, 'c0ffee')).toBe('gitenv/prd/20260101T100030Z-aaaaaaaaaaaa-c0ffee');
  });

  test.each([
    [
      'a tag of somebody else',
      `object ${commit}\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nv1\n`,
    ],
    ['no tag at all', 'tree 123\n\nhello'],
  ])('is not seen in %s', (_, text) => {
    expect(parseReason(text)).toBeUndefined();
  });

  test.each([
    ['A ok, B ok', 'release-0', 'release-1', 'the next release of the commit'],
    ['A ok, B ok, B ok', 'release-0', 'release-1', 'the first of several'],
    ['A ok, B ok, A ok, B ok', 'release-2', 'release-3', 'not the one before it was given'],
    ['B ok, A ok', 'release-1', undefined, 'none where what it was given for never came'],
    ['A ok, B ok', undefined, 'release-1', 'by its time where nothing was known before'],
  ])('given for B in %s after %s belongs to %s: %s', (story, after, id, _) => {
    const matched = matchReasons(historyOf(story), [{ ...given, commit: 'B', after }]);
    expect([...matched.keys()]).toEqual(id === undefined ? [] : [id]);
  });
});

describe('what somebody insists on', () => {
  const override: Override = { guards: [], reason: undefined, isNamed: true };

  test.each([
    [{ guards: ['skip-upstream'] as const }, '--skip-upstream needs a reason.'],
    [{ reason: '  ' }, 'The reason is empty.'],
    [{ reason: 'one\ntwo' }, 'A reason is one line of at most 500 characters.'],
    [{ reason: 'x'.repeat(501) }, 'A reason is one line of at most 500 characters.'],
  ])('%p is a usage error', (more, message) => {
    expect(() => checkOverride({ ...override, ...more }, 'gitenv')).toThrow(
      expect.objectContaining({ code: 'USAGE', message }),
    );
  });

  test('comes with git push as options, of which others are left to git', () => {
    expect(['reason=x', 'skip-upstream', 'unchecked'].every(isPushOption)).toBe(true);
    expect(['ci.skip', 'reasons', 'skip'].some(isPushOption)).toBe(false);
    expect(overrideFrom(['reason=a=b', 'skip-upstream'], false)).toEqual({
      guards: ['skip-upstream'],
      reason: 'a=b',
      isNamed: true,
    });
  });

  test('is, with --force, also that commits are undone', () => {
    expect(overrideFrom(['reason=x'], true).guards).toEqual(['allow-downgrade']);
    expect(overrideFrom([], true).guards).toEqual([]);
  });
});
