import type { Bucket } from '../../lib/aws/objects/bucket';
import { configFile, namesOf } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { isFields } from '../../lib/fields';
import { accountOf } from '../program/job/account';
import type { Job } from '../program/job/job';
import { type KitSettings, setting } from '../program/job/settings';

/** Where a site is served from, and how. */
export interface Site {
  readonly bucket: Bucket;
  /** The folder of the bundle that is served; all of it where it is empty. */
  readonly folder: string;
  /** The id of the CloudFront distribution in front of it. */
  readonly distribution: string | undefined;
  /** Folders whose files never change under the same name, beside those that gitenv knows. */
  readonly immutable: readonly string[];
  /** Folders of the bucket that others fill. */
  readonly others: readonly string[];
}

/** @throws GitenvError where a setting is not what it has to be */
export function siteOf(job: Job, settings: KitSettings): Site {
  const name = settingOf(job, settings, 'bucket') ?? defaultBucket(job);
  return {
    bucket: { ...job.bucket, name },
    folder: setting(settings, 'site', job)?.replace(/^(\.?\/)+|\/+$/g, '') ?? '',
    distribution: settingOf(job, settings, 'distribution'),
    immutable: folders(settings, 'immutable'),
    others: folders(settings, 'others'),
  };
}

/** The names of buckets are taken once for all accounts. The role of builds may look at buckets that begin so. */
function defaultBucket(job: Job): string {
  return `${namesOf(job.application).siteBuckets}${job.environment}-${accountOf(job)}`;
}

/** A text, or one for each environment. */
function settingOf(job: Job, settings: KitSettings, name: string): string | undefined {
  const value = settings[name];
  const chosen = isFields(value) ? value[job.environment] : value;
  const text = setting({ name: settings.name, [name]: chosen }, name, job);
  return text?.includes('{account}') ? text.replaceAll('{account}', accountOf(job)) : text;
}

function folders(settings: KitSettings, name: string): string[] {
  const value = settings[name] ?? [];
  if (!Array.isArray(value) || !value.every((it) => typeof it === 'string' && it !== ''))
    throw new GitenvError('BAD_CONFIG', `${configFile}: kit.${name} has to be a list of folders`);
  return value.map((folder: string) => `${folder.replace(/^\/|\/$/g, '')}/`);
}
