import { conditionsHold } from '../../../lib/local/policy/condition';
import { like } from '../../../lib/local/policy/pattern';

describe('a pattern of a policy', () => {
  test.each([
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/*', true],
    ['refs/heads/main', '*', true],
    ['refs/heads/main', 'refs/*/ma?n', true],
    ['refs/heads/main', 'refs/*/ma?', false],
    ['refs/heads/main', 'refs/heads/mai', false],
    ['refs/heads/main', '*main*', true],
    ['refs/heads/main', 'refs.heads.main', false],
    ['', '*', true],
    ['', '?', false],
  ])('%s is like %s: %p', (value, pattern, expected) => {
    expect(like(value, pattern)).toBe(expected);
  });
});

describe('a condition of a policy', () => {
  const request = {
    'codecommit:references': 'refs/heads/main',
    'aws:userid': undefined,
    'aws:securetransport': 'true',
    's3:tlsversion': '1.3',
  };

  test.each([
    [{ StringEquals: { 'codecommit:References': 'refs/heads/main' } }, true],
    [{ StringEquals: { 'codecommit:References': ['refs/heads/dev', 'refs/heads/main'] } }, true],
    [{ StringNotEquals: { 'codecommit:References': 'refs/heads/main' } }, false],
    [{ StringLike: { 'CodeCommit:references': 'refs/heads/m*' } }, true],
    [{ StringNotLike: { 'codecommit:References': 'refs/tags/*' } }, true],
    [{ StringEquals: { 'aws:userid': 'x' } }, false],
    [{ StringEqualsIfExists: { 'aws:userid': 'x' } }, true],
    [{ StringNotEquals: { 'aws:userid': 'x' } }, true],
    [{ Null: { 'aws:userid': 'true' } }, true],
    [{ Null: { 'codecommit:References': 'true' } }, false],
    [{ Bool: { 'aws:SecureTransport': 'TRUE' } }, true],
    [{ Bool: { 'aws:userid': 'false' } }, false],
    [{ NumericLessThan: { 's3:TlsVersion': '1.2' } }, false],
    [{ NumericGreaterThanEquals: { 's3:TlsVersion': 1.3 } }, true],
    [{ 'ForAnyValue:StringEquals': { 'codecommit:References': 'refs/heads/main' } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:userid': 'x' } }, true],
    [
      {
        StringLike: { 'codecommit:References': 'refs/*' },
        Null: { 'aws:userid': 'false' },
      },
      false,
    ],
  ])('%j: %p', (conditions, expected) => {
    expect(conditionsHold(conditions as never, request)).toBe(expected);
  });

  test.each([
    { DateBefore: { 'codecommit:References': '1' } },
    { StringEquals: { 'aws:SourceIp': '10.0.0.1' } },
  ])('is named where this machine cannot judge it: %j', (conditions) => {
    expect(() => conditionsHold(conditions as never, request)).toThrow(
      /condition (operator DateBefore|key aws:sourceip)/,
    );
  });
});
