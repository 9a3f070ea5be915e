import type { Context, Properties, ResourceState, ResourceType } from '../../../base/context';
import { buckets } from '../model/records';
import { setBucketSetting } from '../operations/bucket-settings';

/** AWS::S3::BucketPolicy */
export const bucketPolicyType: ResourceType = {
  properties: ['Bucket', 'PolicyDocument'],
  required: ['Bucket', 'PolicyDocument'],
  replacement: ['Bucket'],
  scalars: { json: ['PolicyDocument'] },

  create: ({ properties }, context) => put(properties, context),

  update: (_, { properties }, __, context) => put(properties, context),

  read(name, _, context) {
    const policy = buckets(context).get(name)?.settings.Policy;
    return typeof policy === 'string' ? { Bucket: name, PolicyDocument: policy } : undefined;
  },

  delete(name, _, context) {
    if (buckets(context).get(name)) setBucketSetting(name, 'Policy', null, context);
  },
};

function put({ Bucket, PolicyDocument }: Properties, context: Context): ResourceState {
  const name = String(Bucket);
  const text = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  setBucketSetting(name, 'Policy', text, context);
  return { physicalId: name, attributes: {} };
}
