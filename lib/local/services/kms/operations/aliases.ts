import type {
  CreateAliasCommandInput,
  DeleteAliasCommandInput,
  ListAliasesCommandInput,
  ListAliasesResponse,
  UpdateAliasCommandInput,
} from '@aws-sdk/client-kms';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { notFound, pageTokens } from '../model/errors';
import { aliases, arnOf, keyOf, putAlias } from '../model/records';

export function CreateAlias(input: CreateAliasCommandInput, context: Context): void {
  const name = checkName(input.AliasName);
  const { keyId } = keyOf(input.TargetKeyId, context);
  if (aliases(context).get(name))
    throw new ServiceError(
      'AlreadyExistsException',
      `An alias with the name ${arnOf(name, context)} already exists`,
    );
  putAlias(name, keyId, context);
}

function checkName(name = ''): string {
  if (/^alias\/[\w/-]{1,250}$/.test(name) && !name.startsWith('alias/aws/')) return name;
  throw new ServiceError('InvalidAliasNameException', `${name} is not an alias name.`);
}

export function UpdateAlias(input: UpdateAliasCommandInput, context: Context): void {
  const { keyId } = keyOf(input.TargetKeyId, context);
  putAlias(known(input.AliasName, context), keyId, context);
}

export function DeleteAlias(input: DeleteAliasCommandInput, context: Context): void {
  aliases(context).delete(known(input.AliasName, context));
}

function known(name = '', context: Context): string {
  if (aliases(context).get(name)) return name;
  throw notFound(`Alias ${arnOf(name, context)} is not found.`);
}

export function ListAliases(input: ListAliasesCommandInput, context: Context): ListAliasesResponse {
  const only = input.KeyId === undefined ? undefined : keyOf(input.KeyId, context).keyId;
  const found = aliases(context)
    .list()
    .filter(({ keyId }) => only === undefined || keyId === only)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(found, input.Marker, input.Limit ?? 50, pageTokens);
  return {
    Aliases: items.map(({ name, keyId, createdAt, updatedAt }) => ({
      AliasName: name,
      AliasArn: arnOf(name, context),
      TargetKeyId: keyId,
      CreationDate: new Date(createdAt),
      LastUpdatedDate: new Date(updatedAt),
    })),
    Truncated: next !== undefined,
    NextMarker: next,
  };
}
