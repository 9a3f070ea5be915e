import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { guardNamesOf } from '../../lib/guard-names';
import { guardRoleArn } from '../settings/guard-arns';
import type { StackSettings } from '../settings/settings';
import { conditioned } from '../settings/yes-or-no';

/** What an administrator may do with the key. Not among these: to sign with it, and to make grants, by which others could. */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:Describe*',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:Get*',
  'kms:List*',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:*Alias',
  'kms:*Resource',
  'kms:UpdateKeyDescription',
  'kms:Verify',
];

/** The key that records and proofs are signed with, by the guard's role alone. It stays when the stack goes, so that they can be verified. */
export function addKey(stack: Stack, settings: StackSettings): CfnKey {
  const { isThere } = settings.guard;
  const role = guardRoleArn(stack, settings);
  const account = { AWS: stack.formatArn({ service: 'iam', region: '', resource: 'root' }) };
  const isGuard = { 'aws:PrincipalArn': role };
  const key = new CfnKey(stack, 'GuardKey', {
    description: `Signs records of the releases of ${settings.application}`,
    keySpec: 'ECC_NIST_P256',
    keyUsage: 'SIGN_VERIFY',
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: account, Action: administration, Resource: '*' },
        {
          Effect: 'Allow',
          Principal: account,
          Action: 'kms:Sign',
          Resource: '*',
          Condition: { ArnEquals: isGuard, StringEquals: { 'kms:MessageType': 'DIGEST' } },
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: ['kms:CreateGrant', 'kms:Sign'],
          Resource: '*',
          Condition: { ArnNotEquals: isGuard },
        },
      ],
    },
  });
  key.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const alias = new CfnAlias(stack, 'GuardAlias', {
    aliasName: guardNamesOf(settings.application).alias,
    targetKeyId: key.ref,
  });
  for (const resource of [key, alias]) conditioned(resource, isThere);
  return key;
}
