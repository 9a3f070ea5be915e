import { randomInt } from 'node:crypto';
import type { Context, Properties } from '../../../base/context';
import type { Records } from '../../../base/store';
import { noSuchDistribution } from './errors';

/** A distribution as a stack has it. */
export interface StoredDistribution {
  readonly id: string;
  readonly account: string;
  /** Such as `d1a2b3c4d5e6f7.cloudfront.net`. */
  readonly domain: string;
  /** DistributionConfig in CloudFormation's words. */
  readonly config: Properties;
  readonly tags: unknown;
  readonly callerReference: string;
  readonly etag: string;
  readonly modifiedAt: string;
}

export interface StoredAccessControl {
  readonly id: string;
  readonly account: string;
  /** OriginAccessControlConfig in CloudFormation's words. */
  readonly config: Properties;
}

export interface StoredInvalidation {
  readonly id: string;
  readonly distribution: string;
  readonly reference: string;
  readonly paths: readonly string[];
  readonly createdAt: string;
}

/** CloudFront has no regions, and its names are unique across all accounts. */
export function distributions(context: Context): Records<StoredDistribution> {
  return context.sharedRecords<StoredDistribution>('cloudfront/distributions');
}

export function accessControls(context: Context): Records<StoredAccessControl> {
  return context.sharedRecords<StoredAccessControl>('cloudfront/access-controls');
}

export function invalidations(context: Context): Records<StoredInvalidation> {
  return context.sharedRecords<StoredInvalidation>('cloudfront/invalidations');
}

/** One of the caller's account. @throws NoSuchDistribution */
export function distributionNamed(id: string | undefined, context: Context): StoredDistribution {
  const known = distributions(context).get(id ?? '');
  if (known?.account !== context.account) throw noSuchDistribution();
  return known;
}

export function distributionArn({ id, account }: StoredDistribution): string {
  return `arn:aws:cloudfront::${account}:distribution/${id}`;
}

const [letters, digits] = ['abcdefghijklmnopqrstuvwxyz', '0123456789'];

function random(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Ids of CloudFront begin with an E, those of invalidations with an I. */
export function newId(first: 'E' | 'I'): string {
  return first + random(letters.toUpperCase() + digits, 13);
}

export function newDomain(): string {
  return `d${random(letters + digits, 13)}.cloudfront.net`;
}
