import { parseTemplate } from '../../../../../lib/local/services/cloudformation/template/parse';

describe('the text of a template', () => {
  test('may be JSON indented with tabs', () => {
    expect(parseTemplate('{\n\t"Resources": {\n\t\t"A": 1\n\t}\n}')).toEqual({
      Resources: { A: 1 },
    });
  });

  test.each([
    ['!Ref A', { Ref: 'A' }],
    ['!GetAtt A.B.C', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!GetAtt [A, B]', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!Sub "${A}-b"', { 'Fn::Sub': '${A}-b' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Join [",", [!Ref A, b]]', { 'Fn::Join': [',', [{ Ref: 'A' }, 'b']] }],
    [
      '!If [C, !Ref AWS::NoValue, !Not [!Condition D]]',
      {
        'Fn::If': ['C', { Ref: 'AWS::NoValue' }, { 'Fn::Not': [{ Condition: 'D' }] }],
      },
    ],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!FindInMap [A, B, C]', { 'Fn::FindInMap': ['A', 'B', 'C'] }],
    ['!Base64\n    Fn::Sub: x', { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
    ['!ImportValue\n    !Sub "${A}-x"', undefined],
    ['2012-10-17', '2012-10-17'],
    ['yes', true],
    ['y', 'y'],
    ['012', 10],
    ['.', '.'],
    ['!Split [., a.b]', { 'Fn::Split': ['.', 'a.b'] }],
    ['1.0', '1.0'],
    ['1.50', '1.5'],
    ['08', '8.0'],
    ['012345678901', '1.2345678901E10'],
    ['0.0001', '1.0E-4'],
    ['1:30', 90],
    ['100000000000000000000', '100000000000000000000'],
    ['!GetAZs', { 'Fn::GetAZs': '' }],
    ['"012"', '012'],
    ['|\n    two\n    lines', 'two\nlines\n'],
  ])('in YAML, %s', (text, expected) => {
    const read = () => parseTemplate(`Resources:\n  It: ${text}\n`);
    // Two tags on one node are no YAML; AWS refuses them too.
    if (expected === undefined) expect(read).toThrow('YAML not well-formed');
    else expect(read()).toEqual({ Resources: { It: expected } });
  });

  test('in YAML, a key is the text that was written', () => {
    expect(parseTemplate('012345678901: a\nY: b\nOn: c')).toEqual({
      '012345678901': 'a',
      Y: 'b',
      On: 'c',
    });
  });

  test.each(['a: 1\nb: 3\na: 2', '{"a": 1, "b": 3, "a": 2}'])(
    'of a key that is there twice, the last counts: %j',
    (text) => {
      expect(parseTemplate(text)).toEqual({ a: 2, b: 3 });
    },
  );

  test.each([
    ["a:\n  b: 'x\n  y\n  z'\n  c: 1", { a: { b: 'x y z', c: 1 } }],
    [
      'a:\n  b: [\n  1,\n\n  {c: d,\n e: "f\ng"}\n  ]\n  h: 2',
      { a: { b: [1, { c: 'd', e: 'f g' }], h: 2 } },
    ],
    [
      'a:\n  - b: !Sub \'{\n      "c":\n    []\n    }\'',
      { a: [{ b: { 'Fn::Sub': '{ "c": [] }' } }] },
    ],
  ])('inside quotes and brackets indentation means nothing: %j', (text, expected) => {
    expect(parseTemplate(text)).toEqual(expected);
  });

  test.each([
    ["a: 'b\nc: d\n", 'Template format error: YAML not well-formed. (line 3, column 1)'],
    ["a:\n  b: 'x\n  y\n  c: 'z'", 'Template format error: YAML not well-formed. (line 2,'],
    ['{"a": 1,\n "b" }', 'Template format error: JSON not well-formed. (line 2, column 6)'],
    ['{"a": {"b": [1, 2,]}}', 'Template format error: JSON not well-formed. (line 1, column 19)'],
    ['{"a": 1', 'Template format error: JSON not well-formed. (line 1, column 8)'],
    ['{"a": 1} x', 'Template format error: JSON not well-formed. (line 1, column 9)'],
    ['a: b: c', 'Template format error: YAML not well-formed. (line 1, column 4)'],
    ['a: &x 1\nb: *x', 'Template error: YAML aliases are not allowed in CloudFormation templates'],
    ['just text', 'Template format error: unsupported structure.'],
    ['- a', 'Template format error: unsupported structure.'],
    ['', 'Template format error: unsupported structure.'],
  ])('%j is refused', (text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});
