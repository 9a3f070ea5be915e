import type { CreateBucketCommandInput } from '@aws-sdk/client-s3';
import type { Context, Properties, ResourceState, ResourceType } from '../../../base/context';
import { inOrderOf } from '../../../base/list-order';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { asRequest } from '../../../protocol/request';
import { objectIn, objectsIn, wordIn } from '../../../recorded/properties';
import { fieldsOf, isFields } from '../../../values/fields';
import { ownBucket } from '../model/access';
import { buckets } from '../model/records';
import { bucketSetting, setBucketSetting } from '../operations/bucket-settings';
import { CreateBucket, DeleteBucket } from '../operations/buckets';
import { conversions } from './settings';

/** AWS::S3::Bucket */
export const bucketType: ResourceType = {
  properties: ['BucketName', 'VersioningConfiguration', 'Tags'],
  recorded: ['AccessControl', ...Object.keys(conversions)],
  replacement: ['BucketName'],
  writeOnly: ['AccessControl'],
  scalars: {
    numbers: [
      'ExpirationInDays',
      'NoncurrentVersionExpirationInDays',
      'NoncurrentDays',
      'NewerNoncurrentVersions',
      'DaysAfterInitiation',
      'TransitionInDays',
      'MaxAge',
    ],
    booleans: [
      'BlockPublicAcls',
      'BlockPublicPolicy',
      'IgnorePublicAcls',
      'RestrictPublicBuckets',
      'BucketKeyEnabled',
      'ExpiredObjectDeleteMarker',
    ],
  },

  create(request, context) {
    const name = String(request.properties.BucketName ?? defaultName(request.physicalName(63)));
    const { region } = context;
    const input = {
      Bucket: name,
      ...(region !== 'us-east-1' && {
        CreateBucketConfiguration: { LocationConstraint: region },
      }),
    };
    CreateBucket(asRequest<CreateBucketCommandInput>('s3', 'CreateBucket', input), context);
    try {
      return configure(name, request.properties, context);
    } catch (error) {
      // The failed resource has no physical id yet, so nobody else would remove what was begun.
      DeleteBucket({ Bucket: name }, context);
      throw error;
    }
  },

  update: (name, { properties }, _, context) => configure(name, properties, context),

  find({ BucketName }, context) {
    const known = buckets(context).get(String(BucketName));
    return known?.account === context.account ? stateOf(known.name, context.region) : undefined;
  },

  read(name, { Tags }, context) {
    const bucket = buckets(context).get(name);
    if (bucket?.account !== context.account) return undefined;
    const tagging = fieldsOf(bucketSetting(bucket, 'Tagging'));
    return {
      BucketName: name,
      VersioningConfiguration: bucket.versioning && { Status: bucket.versioning },
      Tags: tagging.TagSet && inOrderOf(Tags, objectsIn(tagging, 'TagSet'), ({ Key }) => Key),
      ...Object.fromEntries(
        Object.entries(conversions).map(([property, { setting, revert }]) => {
          const value = bucketSetting(bucket, setting);
          return [property, isFields(value) ? revert(value) : undefined];
        }),
      ),
    };
  },

  delete(name, _, context) {
    if (buckets(context).get(name)) DeleteBucket({ Bucket: name }, context);
  },
};

function defaultName(physicalName: string): string {
  return physicalName.toLowerCase();
}

/** Of ACLs nothing is kept but that they were asked for, so those that let somebody in are refused. */
function checkAcl(properties: Properties): void {
  const { AccessControl = 'Private' } = properties;
  if (AccessControl === 'Private' || AccessControl === 'BucketOwnerFullControl') return;
  const rules = objectsIn(objectIn(properties, 'OwnershipControls'), 'Rules');
  if (rules.some(({ ObjectOwnership }) => ObjectOwnership !== 'BucketOwnerEnforced'))
    throw notImplemented('s3', `AccessControl ${AccessControl}`);
  throw new ServiceError(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

const states = ['Enabled', 'Suspended'] as const;

function configure(name: string, properties: Properties, context: Context): ResourceState {
  checkAcl(properties);
  for (const [propertyName, { setting, convert }] of Object.entries(conversions)) {
    const isGiven = properties[propertyName] !== undefined;
    const property = isGiven ? convert(objectIn(properties, propertyName)) : undefined;
    setBucketSetting(name, setting, property, context);
  }
  const tags = properties.Tags === undefined ? undefined : { TagSet: properties.Tags };
  setBucketSetting(name, 'Tagging', tags, context);
  const asked = wordIn(objectIn(properties, 'VersioningConfiguration'), 'Status', states);
  const bucket = ownBucket(name, context);
  // A bucket that was versioned once can only be suspended.

  const versioning = asked ?? (bucket.versioning && 'Suspended');
  if (versioning) buckets(context).put(name, { ...bucket, versioning });
  return stateOf(name, context.region);
}

function stateOf(name: string, region: string): ResourceState {
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    },
  };
}
