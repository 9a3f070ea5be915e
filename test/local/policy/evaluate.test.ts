import type { Caller } from '../../../lib/local/base/caller';
import type { Ask, ResourcePolicy } from '../../../lib/local/base/rights';
import { decide, refusalWords } from '../../../lib/local/policy/evaluate';
import { findKeys } from '../../../lib/local/policy/global-keys';

const account = '111111111111';
const session = `arn:aws:sts::${account}:assumed-role/team/ann`;
const caller: Caller = { account, arn: session, userId: 'AROA:ann', accessKeyId: '' };
const bucket = 'arn:aws:s3:::orders/a';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });

interface Given {
  readonly identity?: readonly object[];
  readonly boundary?: readonly object[];
  readonly session?: readonly object[];
  readonly resource?: readonly object[];
  readonly of?: Partial<ResourcePolicy>;
  readonly keys?: Ask['keys'];
  readonly tags?: Readonly<Record<string, string>>;
  readonly via?: readonly string[];
}

function verdict(given: Given): string {
  const asker: Caller = {
    ...caller,
    ...(given.session && { sessionPolicies: [document(...given.session)] }),
    ...(given.via && { via: given.via }),
  };
  const of = given.resource && {
    account,
    documents: [document(...given.resource)],
    ...given.of,
  };
  const ask: Ask = {
    action: 's3:GetObject',
    resource: bucket,
    ...(given.keys && { keys: given.keys }),
    ...(of && { of }),
  };
  const grants = {
    identity: given.identity ? [document(...given.identity)] : [],
    boundary: given.boundary && document(...given.boundary),
    tags: given.tags ?? {},
  };
  const now = new Date('2026-11-30T12:00:00Z');
  const asking = { ask, caller: asker, grants, region: 'eu-west-1', now };
  const decision = decide(
    ask,
    { caller: asker, grants },
    findKeys(asking, () => false),
  );
  return decision.isAllowed
    ? 'allowed'
    : (refusalWords(ask, asker, decision).split(bucket)[1] ?? '');
}

const not = (kind: string) => ` because no ${kind} allows the s3:GetObject action`;
const denied = (kind: string) => ` with an explicit deny in ${kind}`;
const people = (AWS: string) => ({ Principal: { AWS } });

describe('a principal in the account of the resource', () => {
  test.each<[string, Given, string]>([
    ['may nothing by himself', {}, not('identity-based policy')],
    ['may what his own policies allow', { identity: [allow()] }, 'allowed'],
    [
      'may not what one of them denies, whatever others allow',
      { identity: [allow(), deny({ Action: 's3:Get*' })] },
      denied('an identity-based policy'),
    ],
    [
      'may no more than his boundary allows',
      { identity: [allow()], boundary: [allow({ Action: 'ec2:*' })] },
      not('permissions boundary'),
    ],
    ['gains nothing by his boundary', { boundary: [allow()] }, not('identity-based policy')],
    [
      'may no more than the policy of his session allows',
      { identity: [allow()], session: [allow({ Action: 's3:Put*' })] },
      not('session policy'),
    ],
    [
      'may what the resource lets his role do',
      { resource: [allow(people(`arn:aws:iam::${account}:role/team`))] },
      'allowed',
    ],
    [
      'is held by his boundary where the resource names his role',
      {
        boundary: [allow({ Action: 'ec2:*' })],
        resource: [allow(people(`arn:aws:iam::${account}:role/team`))],
      },
      not('permissions boundary'),
    ],
    [
      'is not held by it where the resource names his session',
      { boundary: [allow({ Action: 'ec2:*' })], resource: [allow(people(session))] },
      'allowed',
    ],
    [
      'needs his own policies where the resource names his account',
      { resource: [allow(people(`arn:aws:iam::${account}:root`))] },
      not('identity-based policy'),
    ],
    [
      'may not what the resource denies everybody',
      { identity: [allow()], resource: [deny({ Principal: '*' })] },
      denied('a resource-based policy'),
    ],
    [
      'is excepted from a denial by name',
      {
        identity: [allow()],
        resource: [deny({ NotPrincipal: { AWS: [session, `arn:aws:iam::${account}:role/team`] } })],
      },
      'allowed',
    ],
  ])('%s', (_, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

describe('across accounts', () => {
  const of = { account: '222222222222' };
  test.each<[string, Given, string]>([
    [
      'the resource has to let in',
      { identity: [allow()], resource: [], of },
      not('resource-based policy'),
    ],
    [
      'the principal needs the right too',
      { resource: [allow(people(account))], of },
      not('identity-based policy'),
    ],
    [
      'both together are enough',
      { identity: [allow()], resource: [allow(people(account))], of },
      'allowed',
    ],
    [
      'everybody is nobody where the public is kept out',
      {
        identity: [allow()],
        resource: [allow({ Principal: '*' })],
        of: { ...of, isClosedToPublic: true },
      },
      not('resource-based policy'),
    ],
  ])('%s', (_, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

describe('a key or a role, whose own policy decides alone', () => {
  const of = { decidesAlone: true };
  test.each<[string, Given, string]>([
    [
      'lets in nobody whom it does not name',
      { identity: [allow()], resource: [], of },
      not('resource-based policy'),
    ],
    [
      'leaves it to policies where it names the account',
      { identity: [allow()], resource: [allow(people(account))], of },
      'allowed',
    ],
    [
      'and those have to allow it',
      { resource: [allow(people(account))], of },
      not('identity-based policy'),
    ],
    [
      'lets in whom it names',
      { resource: [allow(people(`arn:aws:iam::${account}:role/team`))], of },
      'allowed',
    ],
  ])('%s', (_, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

describe('a statement', () => {
  const when = (statement: object, more: Given = {}) =>
    verdict({ identity: [allow(statement)], ...more }) === 'allowed';

  test.each<[string, object, boolean]>([
    ['names actions whatever their case', { Action: 'S3:getobject' }, true],
    ['names all actions but some', { NotAction: 's3:Put*' }, true],
    ['is not about what it excepts', { NotAction: 's3:*' }, false],
    ['names resources by a star', { Resource: 'arn:aws:s3:::ord*' }, true],
    ['does not let a star reach past a colon', { Resource: 'arn:aws:*:orders/a' }, false],
    ['names all resources but some', { NotResource: 'arn:aws:s3:::other/*' }, true],
    ['fills in who asks', { Resource: 'arn:aws:s3:::${aws:PrincipalTag/team}/a' }, true],
    [
      'takes a default for what is not there',
      { Resource: "arn:aws:s3:::${aws:PrincipalTag/x, 'orders'}/a" },
      true,
    ],
    [
      'matches nothing without a value or a default',
      { Resource: 'arn:aws:s3:::${aws:PrincipalTag/x}/a' },
      false,
    ],
    ['means a star as itself where it says so', { Resource: 'arn:aws:s3:::${*}' }, false],
  ])('%s', (_, statement, expected) => {
    expect(when(statement, { tags: { team: 'orders' } })).toBe(expected);
  });

  test.each<[object, boolean]>([
    [{ DateLessThan: { 'aws:CurrentTime': '2026-12-01T00:00:00Z' } }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-12-01T00:00:00Z' } }, false],
    [{ DateGreaterThan: { 'aws:EpochTime': '1700000000' } }, true],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, true],
    [{ NumericGreaterThan: { 's3:max-keys': '10' } }, false],
    [{ NumericNotEquals: { 's3:max-keys': '9' } }, true],
    [{ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8'] } }, true],
    [{ NotIpAddress: { 'aws:SourceIp': '127.0.0.1' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '::1/128' } }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:role/te*` } }, true],
    [{ ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/team` } }, false],
    [{ StringNotEquals: { 's3:prefix': 'a' } }, true],
    [{ StringEquals: { 's3:prefix': 'a' } }, false],
    [{ StringEqualsIfExists: { 's3:prefix': 'a' } }, true],
    [{ Null: { 's3:prefix': 'true' } }, true],
    [{ 'ForAllValues:StringEquals': { 's3:prefix': 'a' } }, true],
    [{ 'ForAnyValue:StringEquals': { 's3:prefix': 'a' } }, false],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['x', 'b'] } }, true],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['x', 'b'] } }, false],
    [{ 'ForAllValues:StringLike': { 'aws:TagKeys': '*' } }, true],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } }, false],
    [{ StringLike: { 'aws:userid': '*:${aws:PrincipalTag/name}' } }, true],
  ])('holds or not: %j: %p', (Condition, expected) => {
    const keys = { 's3:max-keys': '10', 's3:prefix': undefined, 'aws:tagkeys': ['a', 'b'] };
    expect(when({ Condition }, { keys, tags: { name: 'ann' } })).toBe(expected);
  });

  test('knows what a service does on somebody’s behalf', () => {
    const Condition = { StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' } };
    expect(when({ Condition })).toBe(false);
    expect(when({ Condition }, { via: ['cloudformation.amazonaws.com'] })).toBe(true);
  });
});
