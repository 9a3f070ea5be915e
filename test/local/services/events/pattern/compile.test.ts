import { compilePattern } from '../../../../../lib/local/services/events/pattern/compile';

const event = {
  source: 'aws.codecommit',
  resources: ['arn:aws:codecommit:eu-west-1:111111111111:app', 'other'],
  detail: {
    event: 'referenceUpdated',
    name: 'main',
    size: 12,
    empty: null,
    flag: true,
    address: '10.1.2.3',
    list: [],
    steps: [
      { state: 'ok', code: 0 },
      { state: 'bad', code: 7 },
    ],
  },
};

const matches = (detail: unknown) => compilePattern(JSON.stringify({ detail }))(event);

describe('an event pattern', () => {
  test.each([
    [{ name: ['main'] }, true],
    [{ name: ['dev', 'main'] }, true],
    [{ name: ['Main'] }, false],
    [{ name: ['main'], event: ['referenceDeleted'] }, false],
    [{ absent: ['x'] }, false],
    [{ empty: [null] }, true],
    [{ flag: [true] }, true],
    [{ size: [12] }, true],
    [{ size: ['12'] }, false],
    [{ name: [{ prefix: 'ma' }] }, true],
    [{ name: [{ prefix: 'in' }] }, false],
    [{ name: [{ prefix: { 'equals-ignore-case': 'MA' } }] }, true],
    [{ name: [{ suffix: 'in' }] }, true],
    [{ name: [{ suffix: { 'equals-ignore-case': 'IN' } }] }, true],
    [{ name: [{ 'equals-ignore-case': 'MAIN' }] }, true],
    [{ name: [{ wildcard: 'm*n' }] }, true],
    [{ name: [{ wildcard: '*x*' }] }, false],
    [{ name: [{ wildcard: '*' }] }, true],
    [{ name: [{ wildcard: 'x*i*n' }] }, false],
    [{ name: [{ wildcard: 'm*x*n' }] }, false],
    [{ name: [{ wildcard: 'main' }] }, true],
    [{ name: [{ wildcard: 'mai*in' }] }, false],
    [{ name: [{ wildcard: '*a*n' }] }, true],
    [{ name: [{ wildcard: 'm*i*' }] }, true],
    [{ name: [{ wildcard: 'm*i*a*' }] }, false],
    [{ name: [{ 'anything-but': 'main' }] }, false],
    [{ name: [{ 'anything-but': ['dev', 'stg'] }] }, true],
    [{ name: [{ 'anything-but': { prefix: 'ma' } }] }, false],
    [{ name: [{ 'anything-but': { suffix: ['x', 'in'] } }] }, false],
    [{ name: [{ 'anything-but': { wildcard: 'd*' } }] }, true],
    [{ name: [{ 'anything-but': { 'equals-ignore-case': ['MAIN'] } }] }, false],
    [{ absent: [{ 'anything-but': 'x' }] }, false],
    [{ absent: [{ exists: false }] }, true],
    [{ name: [{ exists: false }] }, false],
    [{ name: [{ exists: true }] }, true],
    [{ list: [{ exists: true }] }, false],
    [{ absent: [{ exists: false }, 'x'], name: ['main'] }, true],
    [{ size: [{ numeric: ['>', 0, '<=', 12] }] }, true],
    [{ size: [{ numeric: ['=', 13] }] }, false],
    [{ name: [{ numeric: ['>', 0] }] }, false],
    [{ address: [{ cidr: '10.0.0.0/8' }] }, true],
    [{ address: [{ cidr: '10.1.2.0/30' }] }, true],
    [{ address: [{ cidr: '192.168.0.0/16' }] }, false],
    [{ name: [{ cidr: '10.0.0.0/8' }] }, false],
    [{ $or: [{ name: ['dev'] }, { size: [12] }] }, true],
    [{ $or: [{ name: ['dev'] }, { size: [1] }] }, false],
    [{ flag: [false], $or: [{ name: ['main'] }, { size: [12] }] }, false],
    [{ steps: { state: ['bad'], code: [7] } }, true],
    [{ steps: { state: ['ok'], code: [7] } }, false],
    [{ steps: [{ exists: true }] }, false],
  ])('%j: %p', (detail, expected) => {
    expect(matches(detail)).toBe(expected);
  });

  test('matches any value of a list in the event', () => {
    expect(compilePattern('{"resources":["other"]}')(event)).toBe(true);
    expect(compilePattern('{"resources":[{"suffix":":web"}]}')(event)).toBe(false);
  });

  test('takes an escaped star for a star', () => {
    const starred = compilePattern(JSON.stringify({ a: [{ wildcard: 'x\\*y' }] }));
    expect(starred({ a: 'x*y' })).toBe(true);
    expect(starred({ a: 'x-y' })).toBe(false);
  });

  test('is matched quickly, however many stars it has', () => {
    const stars = compilePattern(JSON.stringify({ a: [{ wildcard: `${'*a'.repeat(50)}*b` }] }));
    expect(stars({ a: 'a'.repeat(100_000) })).toBe(false);
    expect(stars({ a: `${'a'.repeat(100_000)}b` })).toBe(true);
  });

  test.each([
    'not json',
    '[]',
    '{}',
    '{"a":"text"}',
    '{"a":[]}',
    '{"a":{}}',
    '{"a":[[1]]}',
    '{"a":[{"begins":"x"}]}',
    '{"a":[{"prefix":1}]}',
    '{"a":[{"prefix":"a","suffix":"b"}]}',
    '{"a":[{"numeric":[">"]}]}',
    '{"a":[{"numeric":["about",1]}]}',
    '{"a":[{"cidr":"10.0.0.0/33"}]}',
    '{"a":[{"exists":"yes"}]}',
    '{"a":[{"wildcard":"a**"}]}',
    '{"a":[{"toString":"x"}]}',
  ])('is refused with a reason: %s', (text) => {
    expect(() => compilePattern(text)).toThrow(/Event pattern is not valid\. Reason: /);
  });
});
