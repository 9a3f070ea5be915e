import {
  base64,
  base64url,
  pageAfter,
  pageOf,
  pageSize,
  plain,
} from '../../../lib/local/base/page';

const letters = ['a', 'b', 'c', 'd', 'e'];
const invalid = (token: string) => new Error(`invalid ${token}`);

describe('a page whose token is a position', () => {
  test.each([
    ['as it is', plain, '2'],
    ['in base64', base64, 'Mg=='],
    ['in base64 for addresses', base64url, 'Mg'],
  ])('%s leads through the whole list', (_, coding, second) => {
    const tokens = { coding, invalid };
    const first = pageOf(letters, undefined, 2, tokens);
    expect(first).toEqual({ items: ['a', 'b'], next: second });
    const { items, next } = pageOf(letters, first.next, 2, tokens);
    expect(items).toEqual(['c', 'd']);
    expect(pageOf(letters, next, 2, tokens)).toEqual({ items: ['e'], next: undefined });
  });

  test.each([
    [plain, 'x'],
    [plain, '-1'],
    [base64, Buffer.from('two').toString('base64')],
    [base64url, Buffer.from('-1').toString('base64url')],
  ])('refuses what was never handed out', (coding, token) => {
    expect(() => pageOf(letters, token, 2, { coding, invalid })).toThrow(`invalid ${token}`);
  });

  test('is empty behind the end of the list, unless the service refuses that', () => {
    const tokens = { coding: plain, invalid };
    expect(pageOf(letters, '6', 2, tokens)).toEqual({ items: [], next: undefined });
    expect(() => pageOf(letters, '6', 2, { ...tokens, withinList: true })).toThrow('invalid 6');
  });
});

test('a page whose token is a key goes on after that key, whatever came on top meanwhile', () => {
  const page = (list: readonly string[], token?: string) =>
    pageAfter(
      (after) => list.slice(after === undefined ? 0 : list.indexOf(after) + 1),
      (letter) => letter,
      { token, size: 2 },
      invalid,
    );
  const first = page(letters);
  expect(first.items).toEqual(['a', 'b']);
  expect(page(['new', ...letters], first.next).items).toEqual(['c', 'd']);
  expect(page(['d', 'e'])).toEqual({ items: ['d', 'e'], next: undefined });
  expect(() => page(letters, 'x')).toThrow('invalid x');
});

test('the size of a page is what is asked, or the usual one, and never more than the service gives', () => {
  const size = (asked: number | undefined) =>
    pageSize(asked, { usual: 10, most: 50 }, (most, wrong) => new Error(`${wrong} of ${most}`));
  expect([undefined, 1, 50].map(size)).toEqual([10, 1, 50]);
  expect(() => size(51)).toThrow('51 of 50');
  expect(() => size(0)).toThrow('0 of 50');
});
