import type {
  ListRoleTagsCommandInput,
  ListRoleTagsResponse,
  TagRoleCommandInput,
  UntagRoleCommandInput,
} from '@aws-sdk/client-iam';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { pageTokens } from '../model/errors';
import { mergeTags, roleNamed, roles } from '../model/records';

export function TagRole(input: TagRoleCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  roles(context).put(role.name, { ...role, tags: mergeTags(role.tags, input.Tags) });
}

export function UntagRole(input: UntagRoleCommandInput, context: Context) {
  const role = roleNamed(input.RoleName, context);
  const tags = role.tags.filter(({ Key }) => !input.TagKeys?.includes(Key));
  roles(context).put(role.name, { ...role, tags });
}

export function ListRoleTags(
  input: ListRoleTagsCommandInput,
  context: Context,
): ListRoleTagsResponse {
  const { items, next } = pageOf(
    roleNamed(input.RoleName, context).tags,
    input.Marker,
    input.MaxItems ?? 100,
    pageTokens,
  );
  return { Tags: items, IsTruncated: next !== undefined, Marker: next };
}
