import { serviceMayAssume } from '../../../lib/local/policy/trust';

const service = 'scheduler.amazonaws.com';
const allow = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
const may = (...Statement: object[]) =>
  serviceMayAssume(JSON.stringify({ Statement }), service, { 'aws:sourceaccount': '1' });

test.each([
  ['it is named', [allow], true],
  [
    'it is among others',
    [{ ...allow, Principal: { Service: ['x.amazonaws.com', service] } }],
    true,
  ],
  ['anybody is', [{ ...allow, Principal: '*' }], true],
  ['any AWS principal is', [{ ...allow, Principal: { AWS: '*' } }], true],
  ['any action of sts is allowed', [{ ...allow, Action: ['STS:*'] }], true],
  [
    'a condition holds',
    [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }],
    true,
  ],
  [
    'a condition does not',
    [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '2' } } }],
    false,
  ],
  ['another service is named', [{ ...allow, Principal: { Service: 'x.amazonaws.com' } }], false],
  ['an account is named', [{ ...allow, Principal: { AWS: '111111111111' } }], false],
  ['another action is allowed', [{ ...allow, Action: 'sts:TagSession' }], false],
  ['nothing is said', [], false],
  ['it is denied too', [allow, { ...allow, Effect: 'Deny', Principal: '*' }], false],
])('where %s, a service may assume a role: %#', (_, statements, expected) => {
  expect(may(...statements)).toBe(expected);
});

test('a condition key that is not known is refused by name', () => {
  const Condition = { StringEquals: { 'aws:SourceOrgID': 'o-1' } };
  expect(() => may({ ...allow, Condition })).toThrow('condition key aws:sourceorgid');
});
