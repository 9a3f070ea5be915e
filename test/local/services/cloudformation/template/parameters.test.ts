import { evaluated, parametersOf } from './evaluated';

const withParameter = (definition: object) =>
  JSON.stringify({
    Parameters: { P: definition },
    Resources: { It: { Type: 'T', Properties: { P: { Ref: 'P' } } } },
  });

describe('parameters of a template', () => {
  test.each<[object, string | undefined, unknown]>([
    [{ Type: 'String', Default: 'a' }, undefined, 'a'],
    [{ Type: 'String', Default: 'a' }, 'b', 'b'],
    [{ Type: 'String', Default: '' }, undefined, ''],
    [{ Type: 'String', Default: true }, undefined, 'true'],
    [{ Type: 'Number', Default: 7 }, undefined, '7'],
    [{ Type: 'Number' }, '1.5', '1.5'],
    [{ Type: 'List<Number>' }, '1, 2', ['1', '2']],
    [{ Type: 'CommaDelimitedList', Default: 'a, b,c' }, undefined, ['a', 'b', 'c']],
    [{ Type: 'CommaDelimitedList', Default: '' }, undefined, []],
    [{ Type: 'AWS::EC2::VPC::Id' }, 'vpc-1', 'vpc-1'],
    [{ Type: 'AWS::SSM::Parameter::Value<String>' }, '/app/x', 'stored'],
    [{ Type: 'AWS::SSM::Parameter::Value<List<String>>' }, '/app/list', ['a', 'b']],
    [{ Type: 'AWS::SSM::Parameter::Name' }, '/app/x', '/app/x'],
  ])('%j given %j is %j', async (definition, given, expected) => {
    const stored = { '/app/x': 'stored', '/app/list': 'a,b' };
    const properties = await evaluated(
      withParameter(definition),
      given === undefined ? {} : { P: given },
      stored,
    );
    expect(properties.P).toEqual(expected);
  });

  test.each<[object, string, string]>([
    [
      { Type: 'String', AllowedValues: ['a', 'b'] },
      'c',
      "Parameter 'P' must be one of AllowedValues",
    ],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'a1', "Parameter 'P' must match pattern [a-z]+"],
    [{ Type: 'String', MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
    [{ Type: 'String', MaxLength: '2' }, 'abc', "Parameter 'P' must contain at most 2 characters"],
    [{ Type: 'Number' }, 'one', "Parameter 'P' must be a number"],
    [{ Type: 'Number', MinValue: 3 }, '2', "Parameter 'P' must be a number not less than 3"],
    [{ Type: 'Number', MaxValue: 3 }, '4', "Parameter 'P' must be a number not greater than 3"],
    [{ Type: 'List<Number>' }, '1,x', "Parameter 'P' must be a number"],
    [
      { Type: 'String', AllowedPattern: 'a', ConstraintDescription: 'only a' },
      'b',
      "Parameter 'P' failed to satisfy constraint: only a",
    ],
    [{ Type: 'Colour' }, 'red', 'Template format error: Unrecognized parameter type: Colour'],
    [
      { Type: 'AWS::SSM::Parameter::Value<String>' },
      '/no/such',
      'Unable to fetch parameters [/no/such] from parameter store for this account.',
    ],
  ])('%j refuses %j', async (definition, given, message) => {
    await expect(parametersOf(withParameter(definition), { P: given })).rejects.toThrow(message);
  });

  test('without a value or that do not exist are named', async () => {
    const text = withParameter({ Type: 'String' });
    await expect(parametersOf(text)).rejects.toThrow('Parameters: [P] must have values');
    await expect(parametersOf(text, { P: 'a', Q: 'b', R: 'c' })).rejects.toThrow(
      'Parameters: [Q, R] do not exist in the template',
    );
  });
});
