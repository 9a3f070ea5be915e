import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { pageAfter, pageSize } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';
import { engineOf } from '../engine/engine';
import { checkPresent } from '../model/checks';
import { invalidNextToken, invalidPageSize, tooManyTags } from '../model/errors';
import type { PipelineRecord } from '../model/records';
import { checkTags, mostTags } from '../model/tags';

export function ListTagsForResource(
  input: ListTagsForResourceInput,
  context: Context,
): ListTagsForResourceOutput {
  const { tags } = pipelineAt(input.resourceArn, context);
  const size = pageSize(input.maxResults, { usual: 100, most: 100 }, invalidPageSize);
  const { items, next } = pageAfter(
    (after) => tags.slice(after === undefined ? 0 : tags.findIndex(({ key }) => key === after) + 1),
    ({ key }) => key,
    { token: input.nextToken, size },
    invalidNextToken,
  );
  return { tags: items, nextToken: next };
}

export function TagResource(input: TagResourceInput, context: Context): void {
  const record = pipelineAt(input.resourceArn, context);
  const added = checkTags(checkPresent('tags', input.tags));
  const kept = record.tags.filter(({ key }) => !added.some((one) => one.key === key));
  const tags = [...kept, ...added];
  if (tags.length > mostTags) throw tooManyTags(`A resource can have at most ${mostTags} tags.`);
  engineOf(context).put({ ...record, tags });
}

export function UntagResource(input: UntagResourceInput, context: Context): void {
  const record = pipelineAt(input.resourceArn, context);
  const keys = checkPresent('tagKeys', input.tagKeys);
  engineOf(context).put({ ...record, tags: record.tags.filter(({ key }) => !keys.includes(key)) });
}

/** Pipelines alone have tags on this machine, since it has neither webhooks nor custom actions. */
function pipelineAt(arn: string | undefined, context: Context): PipelineRecord {
  const text = checkPresent('resourceArn', arn);
  const [, partition, service, region, account, name = ''] = text.split(':');
  if (partition === undefined || service !== 'codepipeline' || account === undefined)
    throw new ServiceError('InvalidArnException', `${text} is not a CodePipeline ARN.`);
  const record = engineOf(context).pipelines.get(name);
  if (!record || region !== context.region || account !== context.account)
    throw new ServiceError('ResourceNotFoundException', `${text} was not found.`);
  return record;
}
