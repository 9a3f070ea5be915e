import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceResponse,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from '../../../base/context';
import { groupOf, groups } from '../model/records';

export function TagResource(input: TagResourceCommandInput, context: Context): void {
  const group = groupOf({ logGroupIdentifier: input.resourceArn }, context);
  groups(context).put(group.name, { ...group, tags: { ...group.tags, ...input.tags } });
}

export function UntagResource(input: UntagResourceCommandInput, context: Context): void {
  const group = groupOf({ logGroupIdentifier: input.resourceArn }, context);
  const kept = Object.entries(group.tags).filter(([key]) => !input.tagKeys?.includes(key));
  groups(context).put(group.name, { ...group, tags: Object.fromEntries(kept) });
}

export function ListTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): ListTagsForResourceResponse {
  return { tags: { ...groupOf({ logGroupIdentifier: input.resourceArn }, context).tags } };
}
