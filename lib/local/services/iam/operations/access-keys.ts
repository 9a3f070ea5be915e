import type {
  AccessKeyMetadata,
  CreateAccessKeyCommandInput,
  CreateAccessKeyResponse,
  DeleteAccessKeyCommandInput,
  ListAccessKeysCommandInput,
  ListAccessKeysResponse,
  UpdateAccessKeyCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import type { UserKey } from '../../../base/credentials';
import { invalid, limitExceeded, noSuchEntity } from '../model/errors';
import { listed } from '../model/listed';
import type { StoredUser } from '../model/records';
import { changeable, nameOrOwn, userNamed } from '../model/users';

const mostKeys = 2;

export function CreateAccessKey(
  input: CreateAccessKeyCommandInput,
  context: Context,
): CreateAccessKeyResponse {
  const { account, credentials } = context;
  const user = changeable(nameOrOwn(input.UserName, context), context);
  if (credentials.keysOf(user.arn).length >= mostKeys)
    throw limitExceeded('AccessKeysPerUser', mostKeys);
  const key = credentials.give({ account, arn: user.arn, userId: user.id });
  return { AccessKey: { ...describe(key, user), SecretAccessKey: key.secretAccessKey } };
}

export function ListAccessKeys(
  input: ListAccessKeysCommandInput,
  context: Context,
): ListAccessKeysResponse {
  const user = userNamed(nameOrOwn(input.UserName, context), context);
  const { items, rest } = listed(context.credentials.keysOf(user.arn), input);
  return { AccessKeyMetadata: items.map((key) => describe(key, user)), ...rest };
}

export function UpdateAccessKey(input: UpdateAccessKeyCommandInput, context: Context) {
  if (input.Status !== 'Active' && input.Status !== 'Inactive')
    throw invalid(`'${input.Status}' is not a status that an access key can be given here.`);
  const key = keyOf(input, context);
  context.credentials.setActive(key.accessKeyId, input.Status === 'Active');
}

export function DeleteAccessKey(input: DeleteAccessKeyCommandInput, context: Context) {
  context.credentials.drop(keyOf(input, context).accessKeyId);
}

interface Meant {
  readonly UserName?: string | undefined;
  readonly AccessKeyId: string | undefined;
}

function keyOf({ UserName, AccessKeyId }: Meant, context: Context): UserKey {
  const user = changeable(nameOrOwn(UserName, context), context);
  const key = context.credentials
    .keysOf(user.arn)
    .find(({ accessKeyId }) => accessKeyId === AccessKeyId);
  if (!key) throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`);
  return key;
}

function describe({ accessKeyId, isActive, createdAt }: UserKey, { name }: StoredUser) {
  return {
    UserName: name,
    AccessKeyId: accessKeyId,
    Status: isActive ? 'Active' : 'Inactive',
    CreateDate: new Date(createdAt),
  } satisfies AccessKeyMetadata;
}
