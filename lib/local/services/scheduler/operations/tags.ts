import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import { violation } from '../model/errors';
import { allGroups, type Group, groupArn, groupNamed } from '../model/records';
import { tagMap } from '../model/tags';

export function ListTagsForResource(
  input: ListTagsForResourceInput,
  context: Context,
): ListTagsForResourceOutput {
  const { tags } = groupWithArn(input.ResourceArn, context);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

export function TagResource(input: TagResourceInput, context: Context): void {
  const group = groupWithArn(input.ResourceArn, context);
  allGroups(context).put(group.name, { ...group, tags: tagMap(group.tags, input.Tags) });
}

export function UntagResource(input: UntagResourceInput, context: Context): void {
  const group = groupWithArn(input.ResourceArn, context);
  const kept = Object.entries(group.tags).filter(([key]) => !input.TagKeys?.includes(key));
  allGroups(context).put(group.name, { ...group, tags: Object.fromEntries(kept) });
}

/** Only groups have tags. */
function groupWithArn(arn = '', context: Context): Group {
  const pattern = /^arn:aws(-[a-z]+)?:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$/;
  if (!pattern.test(arn))
    throw violation(
      'resourceArn',
      arn,
      `Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  const name = arn.split('/')[1] ?? '';
  return groupNamed(arn === groupArn(name, context) ? name : arn, context);
}
