import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { parameters } from '../../../../lib/contract';
import { application } from '../../../deploy/stage';
import { testAccount } from '../../../local/machine';
import { type RightsStory, story, typed } from './story';

const bucket = `${application}-site-dev-${testAccount}`;

/** Releases that change what a bucket serves. */
export const sites: readonly RightsStory[] = [
  story('a site that changes, with an approval of the plan', async (kit) => {
    await new S3Client(kit.stage.machine.client()).send(
      new CreateBucketCommand({ Bucket: bucket }),
    );
    const serves = await kit.policy('serves', {
      [`arn:aws:s3:::${bucket}`]: ['s3:ListBucket'],
      [`arn:aws:s3:::${bucket}/*`]: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    });
    await kit.install({ [parameters.deployPolicies]: serves, [parameters.approval]: 'changes' });
    kit.useKit('static-site');
    kit.write('build', '#!/bin/sh\ncp -r site dist\n', 0o755);
    for (const page of ['one', 'two']) {
      const commit = await kit.begin(page, { 'site/index.html': page });
      await kit.stage.machine.idle();
      await typed(kit, 'approve', 'dev', commit, '--yes');
    }
    await typed(kit, 'drift', 'dev');
  }),
];
