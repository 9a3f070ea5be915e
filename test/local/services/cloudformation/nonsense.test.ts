import { ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import { prepareSource } from '../../../../lib/local/services/cloudformation/change/prepare';
import { previewOf } from '../../../../lib/local/services/cloudformation/change/preview';
import type { TestMachine } from '../../machine';
import { clientOf, startShelves } from './stacks';

let machine: TestMachine;
const bugs: unknown[] = [];
beforeAll(async () => {
  machine = await startShelves({ onBug: (error) => bugs.push(error) });
});
afterAll(() => machine.destroy());

const sound = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'd',
  Metadata: { a: 1 },
  Transform: ['AWS::LanguageExtensions'],
  Parameters: {
    P: {
      Type: 'String',
      Default: 'a',
      AllowedValues: ['a', 'b'],
      AllowedPattern: '.*',
      MinLength: 1,
    },
    N: { Type: 'Number', Default: 3, MinValue: 1, MaxValue: '5', NoEcho: true },
    L: { Type: 'CommaDelimitedList', Default: 'a,b', ConstraintDescription: 'c' },
  },
  Mappings: { M: { a: { k: 'v', l: ['x'] } } },
  Conditions: {
    C: { 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'P' }, 'a'] }, { Condition: 'D' }] },
    D: { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] },
  },
  Rules: {
    R: {
      RuleCondition: { 'Fn::Equals': ['a', 'a'] },
      Assertions: [{ Assert: { 'Fn::Contains': [['a'], { Ref: 'P' }] }, AssertDescription: 'x' }],
    },
  },
  Resources: {
    A: {
      Type: 'Test::Shelf::Item',
      Condition: 'C',
      DeletionPolicy: 'Delete',
      Metadata: { x: 1 },
      Properties: {
        Value: { 'Fn::Sub': ['${P}${B}${x}', { x: { 'Fn::FindInMap': ['M', 'a', 'k'] } }] },
        List: [{ 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 'z'] }],
      },
    },
    B: {
      Type: 'Test::Shelf::Item',
      DependsOn: ['E'],
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Value: { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::Join': [',', ['a', 'b']] }] }] },
        Size: 4,
      },
    },
    E: {
      Type: 'Test::Shelf::Item',
      Properties: {
        Value: { 'Fn::GetAZs': '' },
        List: { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] },
        Document: { 'Fn::Base64': 'x' },
      },
    },
  },
  Outputs: {
    O: {
      Value: { 'Fn::GetAtt': ['B', 'Arn'] },
      Export: { Name: { 'Fn::Sub': '${AWS::StackName}-o' } },
      Condition: 'C',
    },
  },
};

const junk: readonly unknown[] = [
  null,
  true,
  7,
  '',
  'x',
  [],
  {},
  [null],
  [[]],
  { '': null },
  { Ref: {} },
  { Ref: 'A' },
  { 'Fn::If': ['C'] },
  { 'Fn::Sub': '${' },
  { 'Fn::GetAtt': 5 },
  { 'Fn::GetAtt': 'B' },
  { 'Fn::Join': 'x' },
  { 'Fn::Select': ['x', 'y'] },
  { 'Fn::Cidr': ['1/2', 'x', 'y'] },
  { 'Fn::Cidr': ['10.0.0.0/40', 2, -1] },
  { constructor: 1 },
  '(',
  { toString: 1 },
];

/** The same value with the part at one path replaced, for every path in it. */
function* spoiled(value: unknown, by: unknown): Generator<unknown> {
  yield by;
  if (value === null || typeof value !== 'object') return;
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    for (const part of spoiled(inner, by)) {
      const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
      copy[key] = part;
      yield copy;
    }
  }
}

test('a template with anything in any place is taken or refused, never an accident', async () => {
  const context = machine.machine.context(
    { account: '111111111111', arn: '', userId: '', accessKeyId: '' },
    'eu-west-1',
  );
  let count = 0;
  let taken = 0;
  const accidents: string[] = [];
  for (const by of junk) {
    for (const template of spoiled(sound, by)) {
      count += 1;
      const TemplateBody = JSON.stringify(template) ?? 'null';
      const input = { TemplateBody, Capabilities: ['CAPABILITY_AUTO_EXPAND' as const] };
      try {
        const source = await prepareSource(input, undefined, context);
        previewOf(context, { id: `arn:${count}`, name: 'n', uuid: `n${count}` }, source);
        taken += 1;
      } catch (error) {
        if ((error as Error).name !== 'ServiceError')
          accidents.push(
            `${(error as Error).stack?.split('\n').slice(0, 3).join(' ')} ${TemplateBody}`,
          );
      }
    }
  }
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(count);
  expect(accidents.slice(0, 5)).toEqual([]);
  expect(bugs).toEqual([]);
});

test.each([
  ['open brackets', '['.repeat(40_000)],
  ['deep JSON', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['deep flow', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['deep lists', `a:\n  ${'- '.repeat(20_000)}x`],
  ['deep maps', `{"Resources":{"A":{"P":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}}`],
  ['a null character', '\u0000'],
  ['a byte order mark', '\uFEFF{}'],
  ['a foreign tag', '!!js/function x'],
  ['a map as a key', '? {a: b}\n: c'],
  ['a directive', '%YAML 1.2\n---\na: 1'],
  ['two documents', 'a: 1\n---\nb: 2'],
])('%s is no template', async (_, TemplateBody) => {
  const command = new ValidateTemplateCommand({ TemplateBody });
  await expect(clientOf(machine).send(command)).rejects.toMatchObject({ name: 'ValidationError' });
  expect(bugs).toEqual([]);
});
