import { readJson } from '../../../lib/local/protocol/json-input';
import type { ShapeTable } from '../../../lib/local/protocol/shapes';

const table: ShapeTable = {
  operations: {},
  shapes: {
    Request: {
      required: ['name'],
      members: {
        name: 'string',
        size: 'number',
        on: 'boolean',
        at: 'timestamp',
        bytes: 'blob',
        tags: { list: '#Tag' },
        labels: { map: 'string' },
        any: 'document',
      },
    },
    Tag: { required: ['key'], members: { key: 'string' } },
  },
};

const read = (value: unknown, checked = true) =>
  readJson(value, '#Request', table, { code: 'ValidationException', checked });

describe('a JSON request', () => {
  test('is handed over as the SDK has it, without what nobody knows', () => {
    const sent = {
      name: 'x',
      size: 1.5,
      on: false,
      at: 1.5,
      bytes: 'aGk=',
      tags: [{ key: 'k', other: 1 }],
      labels: { a: 'b', gone: null },
      any: { free: [1] },
      other: 1,
    };
    expect(read(sent)).toEqual({
      name: 'x',
      size: 1.5,
      on: false,
      at: new Date(1500),
      bytes: Buffer.from('hi'),
      tags: [{ key: 'k' }],
      labels: { a: 'b' },
      any: { free: [1] },
    });
  });

  test.each<[unknown, string]>([
    [[], 'The request is not a structure.'],
    [null, 'The request is not a structure.'],
    ['x', 'The request is not a structure.'],
    [{ name: 1 }, "The value at 'name' is not a string."],
    [{ name: 'x', size: '1' }, "The value at 'size' is not a number."],
    [{ name: 'x', on: 'true' }, "The value at 'on' is not a boolean."],
    [{ name: 'x', at: {} }, "The value at 'at' is not a timestamp."],
    [{ name: 'x', bytes: '%' }, "The value at 'bytes' is not base64."],
    [{ name: 'x', tags: {} }, "The value at 'tags' is not a list."],
    [{ name: 'x', tags: ['t'] }, "The value at 'tags.1.member' is not a structure."],
    [{ name: 'x', labels: ['t'] }, "The value at 'labels' is not a structure."],
  ])('%j is refused', (value, message) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({ code: 'SerializationException', message }),
    );
  });

  test.each<[unknown, string]>([
    [{}, 'name'],
    [{ name: null }, 'name'],
    [{ name: 'x', tags: [{}] }, 'tags.1.member.key'],
  ])('%j lacks %s', (value, where) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: `1 validation error detected: Value null at '${where}' failed to satisfy constraint: Member must not be null`,
      }),
    );
  });

  test('is not asked for members where the service has errors of its own for them', () => {
    expect(read({}, false)).toEqual({});
  });
});
