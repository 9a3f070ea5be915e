import { compact } from '../../bootstrap/compact';

/** The value of a property after it was made shorter. */
function made(value: Parameters<typeof compact>[0][string]) {
  const { Resources } = compact({ Resources: { Role: value } }) as {
    Resources: Record<string, unknown>;
  };
  return Resources.Role;
}

const arn = { 'Fn::GetAtt': ['Artifacts', 'Arn'] };
const joined = (...parts: (string | object)[]) => ({ 'Fn::Join': ['', parts] }) as never;
const allow = (Action: string[], Resource: string[]) => ({ Effect: 'Allow', Action, Resource });

describe('a template in fewer letters', () => {
  test('says a text with references in one piece', () => {
    expect(made(joined('arn:', { Ref: 'AWS::Partition' }, ':s3:::', arn, '/*'))).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Artifacts.Arn}/*',
    });
    expect(made(joined('a', joined('b', { Ref: 'C' }), 'd'))).toEqual({ 'Fn::Sub': 'ab${C}d' });
    expect(made(arn)).toEqual({ 'Fn::Sub': '${Artifacts.Arn}' });
  });

  test('keeps what a text says of variables that are not CloudFormation’s', () => {
    expect(made(joined('echo ${HOME} #{variables.X} in ', { Ref: 'Region' }))).toEqual({
      'Fn::Sub': 'echo ${!HOME} #{variables.X} in ${Region}',
    });
  });

  test('leaves alone what Fn::Sub cannot say', () => {
    const whole = [
      { 'Fn::Join': ['', { Ref: 'List' }] },
      { 'Fn::Join': [',', ['a', { Ref: 'B' }]] },
      joined('a', { 'Fn::If': ['C', { Ref: 'B' }, 'd'] }),
      joined('a', { 'Fn::GetAtt': ['B', { Ref: 'C' }] }),
    ];
    for (const value of whole) expect(made(value as never)).toEqual(value);
  });

  test('leaves conditions alone, where CloudFormation takes no Fn::Sub', () => {
    const Conditions = { Has: { 'Fn::Equals': [joined('a', { Ref: 'B' }), 'ab'] } };
    expect(compact({ Conditions }).Conditions).toEqual(Conditions);
  });

  test('makes one statement of those that differ in their actions, or in their resources', () => {
    const Statement = [
      allow(['a:One'], ['x']),
      allow(['b:Two'], ['y']),
      allow(['a:Two', 'a:One'], ['x']),
      allow(['b:Two'], ['z']),
    ];
    expect(made({ Statement })).toEqual({
      Statement: [allow(['a:One', 'a:Two'], ['x']), allow(['b:Two'], ['y', 'z'])],
    });
  });

  test('never makes one statement of two that allow less together', () => {
    const Statement = [
      allow(['a:One'], ['x']),
      { ...allow(['a:One'], ['y']), Effect: 'Deny' },
      { ...allow(['a:One'], ['y']), Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      { 'Fn::If': ['C', allow(['a:One'], ['y']), { Ref: 'AWS::NoValue' }] },
      { ...allow(['a:One'], ['y']), Principal: '*' },
      { ...allow(['a:One'], ['y']), Resource: { Ref: 'List' } },
      allow(['b:Two'], ['y']),
    ];
    expect(made({ Statement })).toEqual({ Statement });
  });
});
