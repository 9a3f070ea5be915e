import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { guardNamesOf } from '../../lib/guard-names';
import { guardRoleArn } from '../settings/guard-arns';
import type { MadeGuardSettings } from '../settings/settings';

/** By these others could sign: nobody but the guard may, not even an administrator, who would have to change this policy first. */
const signing = ['kms:CreateGrant', 'kms:Sign'];

/** The key that records and proofs are signed with, by the guard's role alone. It stays when the stack goes, so that they can be verified. */
export function addKey(stack: Stack, settings: MadeGuardSettings): CfnKey {
  const role = guardRoleArn(stack, settings);
  const account = { AWS: stack.formatArn({ service: 'iam', region: '', resource: 'root' }) };
  const isGuard = { 'aws:PrincipalArn': role };
  const key = new CfnKey(stack, 'GuardKey', {
    keySpec: 'ECC_NIST_P256',
    keyUsage: 'SIGN_VERIFY',
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: account, NotAction: signing, Resource: '*' },
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
          Action: signing,
          Resource: '*',
          Condition: { ArnNotEquals: isGuard },
        },
      ],
    },
  });
  key.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  new CfnAlias(stack, 'GuardAlias', {
    aliasName: guardNamesOf(settings.application).alias,
    targetKeyId: key.ref,
  });
  return key;
}
