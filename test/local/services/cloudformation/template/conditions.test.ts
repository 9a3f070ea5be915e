import type { Json } from '../../../../../lib/local/values/json';
import { propertyOf } from './evaluated';

const chosen = (condition: Json, others: object = {}) =>
  propertyOf(
    { 'Fn::If': ['It', 'yes', 'no'] },
    {
      Parameters: { Stage: { Type: 'String', Default: 'prd' } },
      Mappings: { Stages: { prd: { big: 'true' } } },
      Conditions: { ...others, It: condition },
    },
  );

const stage = { Ref: 'Stage' };
const isPrd = { 'Fn::Equals': [stage, 'prd'] };
const isDev = { 'Fn::Equals': [stage, 'dev'] };

describe('conditions of a template', () => {
  test.each<[Json, string]>([
    [isPrd, 'yes'],
    [isDev, 'no'],
    [{ 'Fn::Not': [isDev] }, 'yes'],
    [{ 'Fn::And': [isPrd, { 'Fn::Not': [isDev] }] }, 'yes'],
    [{ 'Fn::And': [isPrd, isDev] }, 'no'],
    [{ 'Fn::Or': [isDev, isPrd] }, 'yes'],
    [{ Condition: 'Other' }, 'yes'],
    [{ 'Fn::Equals': [{ 'Fn::FindInMap': ['Stages', stage, 'big'] }, true] }, 'yes'],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, 'yes'],
  ])('%j chooses %s', async (condition, expected) => {
    expect(await chosen(condition, { Other: isPrd })).toBe(expected);
  });

  test.each<[Json, string]>([
    [{ 'Fn::Not': [isPrd, isDev] }, 'Fn::Not requires a list argument with one element'],
    [{ 'Fn::And': [isPrd] }, 'every Fn::And object requires a list of at least 2 and at most 10'],
    [{ 'Fn::Equals': ['a'] }, 'Fn::Equals requires a list argument with two elements'],
    [{ Condition: 'It' }, 'Circular dependency between conditions: [It]'],
    [{ Condition: 'None' }, 'Unresolved condition dependency None in the Conditions block'],
    [
      { 'Fn::Equals': [{ Ref: 'Other' }, 'a'] },
      'Template format error: Unresolved dependencies [Other]. Cannot reference resources in the Conditions block of the template',
    ],
    ['yes', 'Conditions can only be boolean operations on parameters and other conditions'],
  ])('%j is refused', async (condition, message) => {
    await expect(chosen(condition)).rejects.toThrow(message);
  });
});
