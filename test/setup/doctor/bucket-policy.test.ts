import { type BucketPolicy, letsIn } from '../../../lib/setup/doctor/basis/bucket-policy';

const allow = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:root' },
  Action: ['s3:GetObject'],
  Resource: 'arn:aws:s3:::shared/bundles/*',
};
const ours = {
  account: '111111111111',
  role: 'arn:aws:iam::111111111111:role/gitenv-Orders-BuildRole-ABC',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::shared/bundles/orders/a/manifest.json',
};
const roles = (pattern: string) => ({ ArnLike: { 'AWS:PrincipalArn': [pattern] } });
const deny = { ...allow, Effect: 'Deny', Principal: '*' as const };

test.each<[string, BucketPolicy['Statement'], boolean]>([
  ['nothing', [], false],
  ['its account', allow, true],
  ['another account', { ...allow, Principal: { AWS: ['222222222222'] } }, false],
  ['everybody', { ...allow, Principal: '*' }, true],
  ['the role itself', { ...allow, Principal: { AWS: ours.role } }, true],
  ['a role that was deleted', { ...allow, Principal: { AWS: 'AROAEXAMPLEEXAMPLE' } }, false],
  ['any reading', { ...allow, Action: 's3:get*' }, true],
  ['another action', { ...allow, Action: 's3:PutObject' }, false],
  ['another prefix', { ...allow, Resource: 'arn:aws:s3:::shared/bundles/bills/*' }, false],
  [
    'roles of such names',
    { ...allow, Condition: roles('arn:aws:iam::*:role/gitenv-*-BuildRole-*') },
    true,
  ],
  [
    'roles of other names',
    { ...allow, Condition: roles('arn:aws:iam::*:role/gitenv-*-DeployRole-*') },
    false,
  ],
  ['its account, and keeps everybody out', [allow, deny], false],
  [
    'its account, and only with TLS',
    [allow, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    true,
  ],
])('a policy that names %s', (_, Statement = [], expected) => {
  expect(letsIn({ Statement }, ours)).toBe(expected);
});
