import { Readable } from 'node:stream';
import { buffersOf, readAll } from '../../../lib/local/values/bytes';
import { fieldsOf, isFields } from '../../../lib/local/values/fields';
import { asJson, isList, isObject } from '../../../lib/local/values/json';
import { codeOf, messageOf, stderrOf } from '../../../lib/local/values/thrown';

describe('what has no promised shape', () => {
  test('is an object with members, or has none', () => {
    expect(isFields({ a: 1 })).toBe(true);
    for (const other of [null, undefined, 'text', 5, ['a']]) {
      expect(isFields(other)).toBe(false);
      expect(fieldsOf(other)).toEqual({});
    }
  });

  test('is an object or a list where it is JSON', () => {
    expect(isObject({ a: [] })).toBe(true);
    expect(isObject([])).toBe(false);
    expect(isList([1])).toBe(true);
    expect(isList(undefined)).toBe(false);
    expect(asJson({ at: new Date(0), none: undefined })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(asJson(undefined)).toBeNull();
  });

  test('tells its code, its message and what it wrote, as far as it has them', () => {
    const thrown = Object.assign(new Error('no such file'), { code: 'ENOENT', stderr: 'fatal' });
    expect([codeOf(thrown), messageOf(thrown), stderrOf(thrown)]).toEqual([
      'ENOENT',
      'no such file',
      'fatal',
    ]);
    expect([codeOf('odd'), messageOf('odd'), stderrOf('odd')]).toEqual([undefined, 'odd', '']);
    expect(codeOf({ code: 5 })).toBeUndefined();
  });
});

describe('the pieces of a stream', () => {
  test('are bytes, whatever form they come in', async () => {
    const pieces = [Buffer.from('a'), 'ü', new Uint8Array([98])];
    expect((await readAll(Readable.from(pieces))).toString()).toBe('aüb');
    for await (const piece of buffersOf(Readable.from(pieces)))
      expect(Buffer.isBuffer(piece)).toBe(true);
  });

  test('are refused where they are neither bytes nor text', async () => {
    await expect(readAll(Readable.from([{ a: 1 }]))).rejects.toThrow(TypeError);
  });
});
