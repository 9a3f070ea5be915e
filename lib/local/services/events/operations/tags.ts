import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { ruleWithArn } from '../model/checks';
import { rulesOf } from '../model/records';

export function TagResource(input: TagResourceRequest, context: Context): void {
  const rule = ruleWithArn(input.ResourceARN, context);
  const added = (input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]);
  rulesOf(context).put(rule.name, {
    ...rule,
    tags: { ...rule.tags, ...Object.fromEntries(added) },
  });
}

export function UntagResource(input: UntagResourceRequest, context: Context): void {
  const rule = ruleWithArn(input.ResourceARN, context);
  const kept = Object.entries(rule.tags).filter(([key]) => !input.TagKeys?.includes(key));
  rulesOf(context).put(rule.name, { ...rule, tags: Object.fromEntries(kept) });
}

export function ListTagsForResource(
  input: ListTagsForResourceRequest,
  context: Context,
): ListTagsForResourceResponse {
  const { tags } = ruleWithArn(input.ResourceARN, context);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
