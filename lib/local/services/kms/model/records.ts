import type { KeyMetadata, KeySpec, KeyUsageType } from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import type { Records } from '../../../base/store';
import { invalidKeyUsage, invalidState, notFound } from './errors';
import { newMaterial } from './material';

export interface StoredKey {
  readonly keyId: string;
  readonly createdAt: string;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsageType;
  readonly enabled: boolean;
  /** Set while the key waits for its deletion. */
  readonly deletionDate?: string | undefined;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rotationDays?: number | undefined;
  /** Base64: of a symmetric or HMAC key the bytes, of a pair the private key in PKCS #8. */
  readonly material: string;
}

export interface StoredAlias {
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function keys(context: Context): Records<StoredKey> {
  return context.records<StoredKey>('kms/keys');
}

export function aliases(context: Context): Records<StoredAlias> {
  return context.records<StoredAlias>('kms/aliases');
}

export function arnOf(what: string, { region, account }: Context): string {
  return `arn:aws:kms:${region}:${account}:${what}`;
}

/** A key by its id, its ARN, an alias or an alias's ARN. @throws NotFoundException */
export function keyOf(id: string | undefined, context: Context): StoredKey {
  const prefix = arnOf('', context);
  const name = id?.startsWith(prefix) ? id.slice(prefix.length) : (id ?? '');
  if (name.startsWith('alias/')) return keyBehind(name, context);
  const keyId = name.replace(/^key\//, '');
  const key = keys(context).get(keyId);
  const gone = key?.deletionDate !== undefined && key.deletionDate <= context.now().toISOString();
  if (!key || gone)
    throw notFound(
      id?.startsWith('arn:')
        ? `Key '${id}' does not exist`
        : `Key '${arnOf(`key/${keyId}`, context)}' does not exist`,
    );
  return key;
}

/** The keys AWS keeps for its own services come to be when they are first used. */
const awsManaged = /^alias\/aws\/(s3|ssm|secretsmanager|codecommit|codebuild|logs|sns|sqs)$/;

function keyBehind(alias: string, context: Context): StoredKey {
  const keyId = aliases(context).get(alias)?.keyId;
  const key = keyId === undefined ? undefined : keys(context).get(keyId);
  if (key) return key;
  if (!awsManaged.test(alias)) throw notFound(`Alias ${arnOf(alias, context)} is not found.`);
  const made = newKey(
    {
      manager: 'AWS',
      description: `Default key of ${alias.slice(10)}`,
      policy: servicePolicy(alias.slice(10), context),
    },
    context,
  );
  putAlias(alias, made.keyId, context);
  return made;
}

export function newKey(
  settings: Partial<Omit<StoredKey, 'keyId' | 'createdAt' | 'material'>>,
  context: Context,
): StoredKey {
  const keySpec = settings.keySpec ?? 'SYMMETRIC_DEFAULT';
  const key: StoredKey = {
    description: '',
    keyUsage: 'ENCRYPT_DECRYPT',
    enabled: true,
    manager: 'CUSTOMER',
    policy: defaultPolicy(context),
    tags: {},
    ...settings,
    keySpec,
    keyId: context.newId(),
    createdAt: context.now().toISOString(),
    material: newMaterial(keySpec).toString('base64'),
  };
  keys(context).put(key.keyId, key);
  return key;
}

export function putAlias(name: string, keyId: string, context: Context): void {
  const now = context.now().toISOString();
  const createdAt = aliases(context).get(name)?.createdAt ?? now;
  aliases(context).put(name, { name, keyId, createdAt, updatedAt: now });
}

/**
 * An AWS managed key is for everybody in the account, through its service.
 * (https://docs.aws.amazon.com/kms/latest/developerguide/aws-managed-policies.html)
 */
function servicePolicy(service: string, { account, region }: Context): string {
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
      ],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': `${service}.${region}.amazonaws.com`,
        },
      },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
      Resource: '*',
    },
  ];
  return JSON.stringify({ Version: '2012-10-17', Id: `auto-${service}-1`, Statement });
}

function defaultPolicy({ account }: Context): string {
  const Statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [Statement] });
}

/** A key that may do what is asked of it now. @throws DisabledException, KMSInvalidStateException, InvalidKeyUsageException */
export function usableKey(
  id: string | undefined,
  usage: KeyUsageType,
  context: Context,
): StoredKey {
  const key = keyOf(id, context);
  const arn = arnOf(`key/${key.keyId}`, context);
  if (key.deletionDate !== undefined) throw invalidState(`${arn} is pending deletion.`);
  if (!key.enabled) throw new ServiceError('DisabledException', `${arn} is disabled.`);
  if (key.keyUsage !== usage)
    throw invalidKeyUsage(
      `${arn} key usage is ${key.keyUsage} which is not valid for this operation.`,
    );
  return key;
}

export function stateOf(key: StoredKey): NonNullable<KeyMetadata['KeyState']> {
  if (key.deletionDate !== undefined) return 'PendingDeletion';
  return key.enabled ? 'Enabled' : 'Disabled';
}
