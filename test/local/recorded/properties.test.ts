import {
  documentIn,
  objectIn,
  objectsIn,
  tagMapIn,
  textIn,
  textsIn,
  wordIn,
} from '../../../lib/local/recorded/properties';

describe("a template's properties", () => {
  test('are read as what they should be', () => {
    const properties = {
      Description: 'as written',
      Size: 30,
      Code: { S3: { Bucket: 'sources' } },
      Roles: ['one', 'two'],
      Tags: [{ Key: 'team', Value: 'links' }],
      Policy: { Version: '2012-10-17' },
    };
    expect(textIn(properties, 'Description')).toBe('as written');
    expect(textIn(properties, 'Size')).toBe('30');
    expect(objectIn(objectIn(properties, 'Code'), 'S3')).toEqual({ Bucket: 'sources' });
    expect(textsIn(properties, 'Roles')).toEqual(['one', 'two']);
    expect(tagMapIn(properties)).toEqual({ team: 'links' });
    expect(documentIn(properties, 'Policy')).toBe('{"Version":"2012-10-17"}');
  });

  test('are nothing, or empty, where they are absent', () => {
    expect(textIn({}, 'Description')).toBeUndefined();
    expect(wordIn({}, 'State', ['ENABLED'])).toBeUndefined();
    expect(objectIn({}, 'Code')).toEqual({});
    expect(objectsIn({}, 'Rules')).toEqual([]);
    expect(documentIn({}, 'Policy')).toBeUndefined();
  });

  test.each([
    [() => textIn({ Path: ['/'] }, 'Path'), '#/Path: expected type: String, found: JSONArray'],
    [() => objectIn({ Code: 'x' }, 'Code'), '#/Code: expected type: JSONObject, found: String'],
    [() => textsIn({ Roles: {} }, 'Roles'), '#/Roles: expected type: JSONArray, found: JSONObject'],
    [
      () => objectsIn({ Rules: [{}, 5] }, 'Rules'),
      '#/Rules/1: expected type: JSONObject, found: Number',
    ],
    [
      () => wordIn({ State: 'on' }, 'State', ['ENABLED', 'DISABLED']),
      '#/State: failed validation constraint for keyword [enum]',
    ],
  ])('are refused as CloudFormation refuses them (%#)', (read, fault) => {
    expect(read).toThrow(`Model validation failed (${fault})`);
  });
});
