import fs from 'node:fs';
import { s3Protocol } from '../../protocol/s3';
import type { Service } from '../../service';
import { bucketSettings } from './operations/bucketSettings';
import * as buckets from './operations/buckets';
import { CompleteMultipartUpload } from './operations/completeMultipart';
import { CopyObject } from './operations/copyObject';
import * as deleteObject from './operations/deleteObject';
import * as getObject from './operations/getObject';
import * as listMultipart from './operations/listMultipart';
import * as listObjects from './operations/listObjects';
import * as listVersions from './operations/listVersions';
import * as multipart from './operations/multipart';
import * as objectTagging from './operations/objectTagging';
import { PutObject } from './operations/putObject';
import { incomingFolder } from './records';
import { bucketType } from './resources/bucket';
import { bucketPolicyType } from './resources/bucketPolicy';

/** A bucket belongs to one account, whoever its policy names; other settings are kept without effect. */
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
