import { readForm } from '../../../lib/local/protocol/query-input';
import type { ShapeTable } from '../../../lib/local/protocol/shapes';

const table: ShapeTable = {
  operations: {},
  shapes: {
    Request: {
      members: {
        Name: 'string',
        On: 'boolean',
        Size: 'number',
        At: 'timestamp',
        Words: { list: 'string' },
        Items: { list: '#Item' },
        Inner: '#Inner',
        Labels: { map: 'string' },
      },
    },
    Item: { required: ['Key'], members: { Key: 'string', On: 'boolean' } },
    Inner: { members: { Size: 'number', Items: { list: 'string' } } },
  },
};

const read = (form: string) =>
  readForm(new URLSearchParams(form), 'Request', table, { code: 'ValidationError', checked: true });

describe('a form', () => {
  test.each([
    ['Name=a%26b&On=true&Size=3', { Name: 'a&b', On: true, Size: 3 }],
    ['Name=3&At=2026-01-01T00:00:00Z', { Name: '3', At: new Date('2026-01-01T00:00:00Z') }],
    ['Words.member.2=b&Words.member.1=a&Words.member.10=c', { Words: ['a', 'b', 'c'] }],
    ['Items.member.1.Key=k&Items.member.1.On=false', { Items: [{ Key: 'k', On: false }] }],
    ['Items=', { Items: [] }],
    ['Items.member=', { Items: [] }],
    ['Inner.Size=1&Inner.Items.member.1=x', { Inner: { Size: 1, Items: ['x'] } }],
    ['Labels.entry.1.key=a&Labels.entry.1.value=b', { Labels: { a: 'b' } }],
    ['Unknown=1&constructor=1&__proto__.polluted=1', {}],
  ])('%s is read', (form, expected) => {
    expect(read(form)).toEqual(expected);
    expect('polluted' in {}).toBe(false);
  });

  test.each([
    'Items=text',
    'Items.1=text',
    'Items.member.1=text',
    'Name.member.1=a',
    'Name.x=a',
    'On=maybe',
    'Size=many',
    'Size=',
    'At=soon',
    'Inner=text',
    'Labels.entry.1.value=b',
    `Name${'.x'.repeat(40)}=a`,
  ])('%s is refused', (form) => {
    expect(() => read(form)).toThrow(expect.objectContaining({ code: 'MalformedInput' }));
  });

  test('that lacks a required member is refused with the way to it', () => {
    expect(() => read('Items.member.1.On=true')).toThrow(
      expect.objectContaining({
        code: 'ValidationError',
        message:
          "1 validation error detected: Value null at 'items.member.1.key' failed to satisfy constraint: Member must not be null",
      }),
    );
  });
});
