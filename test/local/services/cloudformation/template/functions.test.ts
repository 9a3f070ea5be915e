import type { Json } from '../../../../../lib/local/values/json';
import { asTemplate, evaluated, propertyOf } from './evaluated';

const stack = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/desk/1';
const extended = { Transform: 'AWS::LanguageExtensions' };
const mappings = {
  Mappings: { Sizes: { dev: { cpu: '1', zones: ['a', 'b'] }, prd: { cpu: '8', zones: ['c'] } } },
};

describe('functions of templates', () => {
  test.each<[Json, Json]>([
    [{ Ref: 'Other' }, 'ref-Other'],
    [{ Ref: 'AWS::Region' }, 'eu-west-1'],
    [{ Ref: 'AWS::AccountId' }, '111111111111'],
    [{ Ref: 'AWS::Partition' }, 'aws'],
    [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    [{ Ref: 'AWS::StackName' }, 'desk'],
    [{ Ref: 'AWS::StackId' }, stack],
    [{ Ref: 'AWS::NotificationARNs' }, ['arn:aws:sns:eu-west-1:111111111111:news']],
    [{ 'Fn::GetAtt': ['Other', 'Arn'] }, 'Other/Arn'],
    [{ 'Fn::GetAtt': 'Other.Outputs.Url' }, 'Other/Outputs.Url'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Other' }, 3, true]] }, 'a-ref-Other-3-true'],
    [{ 'Fn::Split': ['|', 'a||b'] }, ['a', '', 'b']],
    [{ 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['.', 'a.b.c'] }] }, 'c'],
    [{ 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    [{ 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    [{ 'Fn::GetAZs': 'us-east-1' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    [{ 'Fn::ImportValue': { 'Fn::Sub': '${AWS::StackName}-x' } }, 'imported-desk-x'],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    [{ 'Fn::Cidr': ['2001:db8::/56', '2', '64'] }, ['2001:db8::/64', '2001:db8:0:1::/64']],
    [
      { 'Fn::Sub': 'a ${Other} b ${Other.Arn} ${AWS::Region}' },
      'a ref-Other b Other/Arn eu-west-1',
    ],
    [{ 'Fn::Sub': '${!Literal} ${Other}' }, '${Literal} ref-Other'],
    [{ 'Fn::Sub': ['${A}-${Other}', { A: { Ref: 'AWS::Region' } }] }, 'eu-west-1-ref-Other'],
    [{ 'Fn::Sub': '$$ {no} $' }, '$$ {no} $'],
  ])('%j is %j', async (value, expected) => {
    expect(await propertyOf(value)).toEqual(expected);
  });

  test.each<[Json, Json]>([
    [{ 'Fn::FindInMap': ['Sizes', 'prd', 'cpu'] }, '8'],
    [{ 'Fn::FindInMap': ['Sizes', { 'Fn::Sub': 'de${V}' }, 'zones'] }, ['a', 'b']],
  ])('%j looks into the mappings', async (value, expected) => {
    const rest = { ...mappings, Parameters: { V: { Type: 'String', Default: 'v' } } };
    expect(await propertyOf(value, rest)).toEqual(expected);
  });

  test.each<[Json, Json]>([
    [{ 'Fn::Length': { 'Fn::Split': [',', 'a,b,c'] } }, 3],
    [{ 'Fn::ToJsonString': { a: [{ Ref: 'Other' }] } }, '{"a":["ref-Other"]}'],
    [{ 'Fn::FindInMap': ['Sizes', 'stg', 'cpu', { DefaultValue: '2' }] }, '2'],
  ])('%j needs the language extensions', async (value, expected) => {
    expect(await propertyOf(value, { ...mappings, ...extended })).toEqual(expected);
    await expect(propertyOf(value, mappings)).rejects.toThrow('AWS::LanguageExtensions');
  });

  test('AWS::NoValue disappears from maps and lists, also through Fn::If', async () => {
    const none = { Ref: 'AWS::NoValue' };
    const value = { gone: none, list: ['a', none, { 'Fn::If': ['Never', 'b', none] }], kept: null };
    const rest = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    expect(await propertyOf(value, rest)).toEqual({ list: ['a'], kept: null });
    const whole = await evaluated(asTemplate(none));
    expect(whole).toEqual({});
  });

  test.each<[Json, string]>([
    [
      { 'Fn::Select': [3, ['a']] },
      'Template error: Fn::Select  cannot select nonexistent value at index 3',
    ],
    [{ 'Fn::FindInMap': ['No', 'a', 'b'] }, 'Template error: Unable to get mapping for No::a::b'],
    [{ 'Fn::Join': ['a'] }, 'Template error: every Fn::Join object requires two parameters'],
    [{ 'Fn::Split': [1, 'a'] }, 'Template error: every Fn::Split object requires two parameters'],
    [{ 'Fn::GetAtt': ['Other'] }, 'Template error: every Fn::GetAtt object requires two non-empty'],
    [
      { Ref: 'Nobody' },
      'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
    ],
    [
      { 'Fn::GetAtt': ['Nobody', 'Arn'] },
      'Template error: instance of Fn::GetAtt references undefined resource Nobody',
    ],
    [{ 'Fn::Sub': '${Nobody}' }, 'Unresolved resource dependencies [Nobody]'],
    [
      { 'Fn::Sub': '${a b}' },
      'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
    ],
    [{ 'Fn::Sub': [1] }, "Template error: One or more Fn::Sub intrinsic functions don't specify"],
    [{ 'Fn::Magic': 1 }, 'Encountered unsupported function: Fn::Magic'],
    [{ 'Fn::Transform': { Name: 'x' } }, 'cloudformation:Fn::Transform is not implemented'],
    [{ 'Fn::ForEach::Loop': [] }, 'cloudformation:Fn::ForEach is not implemented'],
    [
      { 'Fn::If': ['Nowhere', 'a', 'b'] },
      'Template format error: Unresolved condition dependency Nowhere in the Resources block of the template',
    ],
  ])('%j is refused', async (value, message) => {
    await expect(propertyOf(value)).rejects.toThrow(message);
  });
});
