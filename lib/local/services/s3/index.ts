import fs from 'node:fs';
import type { Service } from '../../base/service';
import { s3Protocol } from '../../protocol/s3/s3';
import { incomingFolder } from './model/records';
import { bucketSettings } from './operations/bucket-settings';
import * as buckets from './operations/buckets';
import { CompleteMultipartUpload } from './operations/complete-multipart';
import { CopyObject } from './operations/copy-object';
import * as deleteObject from './operations/delete-object';
import * as getObject from './operations/get-object';
import * as listMultipart from './operations/list-multipart';
import * as listObjects from './operations/list-objects';
import * as listVersions from './operations/list-versions';
import * as multipart from './operations/multipart';
import * as objectTagging from './operations/object-tagging';
import { PutObject } from './operations/put-object';
import { bucketType } from './resources/bucket';
import { bucketPolicyType } from './resources/bucket-policy';

/** Of a bucket's settings its policy and its block of public access count; the others are kept without effect. */
export const s3: Service = {
  name: 's3',
  protocol: s3Protocol,
  operations: {
    ...buckets,
    ...bucketSettings,
    ...listObjects,
    ...listVersions,
    ...getObject,
    PutObject,
    CopyObject,
    ...deleteObject,
    ...objectTagging,
    ...multipart,
    CompleteMultipartUpload,
    ...listMultipart,
  },
  resources: { 'AWS::S3::Bucket': bucketType, 'AWS::S3::BucketPolicy': bucketPolicyType },
  recover(context) {
    // Whatever was being received when the server ended belongs to no one.
    fs.rmSync(incomingFolder(context, context), { recursive: true, force: true });
  },
};
