import { configFile } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { cloudFormationOf } from '../cloudformation/client';
import { ownParameters } from '../cloudformation/parameters';
import { readFile, requestFrom, savedStacks } from '../cloudformation/planner';
import type { WantedStack } from '../cloudformation/stack-request';
import type { Job } from '../program/job/job';
import { type KitSettings, setting } from '../program/job/settings';
import type { Site } from './site';

/** Filled where the template declares it: the bucket that the template is to make. */
const bucketParameter = 'GitenvSiteBucket';

/** What a template's output is called that names the distribution in front of the bucket. */
const distributionOutput = 'Distribution';

/** The stack that bucket and distribution are in; undefined where they are none of the commit's. */
export function stackOf(
  job: Job,
  settings: KitSettings,
  site: Site,
  folder: string,
): WantedStack | undefined {
  const file = setting(settings, 'template', job);
  if (file === undefined) return undefined;
  if (site.folder === '')
    throw new GitenvError(
      'BAD_CONFIG',
      `${configFile}: beside kit.template, kit.site has to say which folder is served`,
    );
  const own = { ...ownParameters(job), [bucketParameter]: site.bucket.name };
  return requestFrom(job, settings, folder, readFile(folder, file), file, own);
}

/** The distribution that a stack says it has made, where nothing else is said. */
export async function withDistribution(
  job: Job,
  site: Site,
  saved: Parameters<typeof savedStacks>[0],
): Promise<Site> {
  const [stack] = savedStacks(saved);
  if (!stack || site.distribution !== undefined) return site;
  const reply = await cloudFormationOf(job).ask('DescribeStacks', { StackName: stack.name });
  const outputs = reply.list('Stacks').flatMap((it) => it.list('Outputs'));
  const found = outputs.find((it) => it.text('OutputKey') === distributionOutput);
  return { ...site, distribution: found?.text('OutputValue') };
}
