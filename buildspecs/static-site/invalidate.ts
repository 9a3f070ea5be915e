import { createHash } from 'node:crypto';
import { encodeName } from '../../lib/aws/call/signature-v4';
import { createInvalidation } from '../../lib/aws/cloudfront/invalidation';
import type { Job } from '../program/job/job';
import type { Site } from './site';

/** More than this many are not worth naming one by one: a wildcard counts as one path, also on the bill. */
const pathsAtMost = 100;

/** Has CloudFront ask the bucket again for what has changed under its name. Does not wait until it is everywhere. */
export async function invalidate(job: Job, site: Site, keys: readonly string[]): Promise<void> {
  const { distribution } = site;
  if (distribution === undefined || keys.length === 0) return;
  const paths = pathsOf(keys);
  const id = await createInvalidation({
    distribution,
    paths,
    // The same request again is then the same invalidation.
    reference: createHash('sha256')
      .update(JSON.stringify([job.execution, paths]))
      .digest('hex'),
    region: job.region,
    endpoint: job.endpoint('cloudfront'),
    credentials: await job.credentials(),
  });
  job.say(`Invalidation ${id} of ${distribution}: ${paths.join(' ')}`);
}

/** As browsers ask for them: a folder is its index, with or without a slash. */
export function pathsOf(keys: readonly string[]): string[] {
  const paths = keys.flatMap((key) => {
    const file = `/${key.split('/').map(encodeName).join('/')}`;
    const [, folder] = /^(.*)\/index\.html$/.exec(file) ?? [];
    return folder === undefined ? [file] : [file, `${folder}/`, ...(folder && [folder])];
  });
  return paths.length > pathsAtMost ? ['/*'] : paths;
}
