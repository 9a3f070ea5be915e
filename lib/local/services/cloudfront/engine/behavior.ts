import type { Properties } from '../../../base/context';
import { objectsIn, textIn } from '../../../recorded/properties';
import { behaviorsOf, bucketAt } from '../model/config';

/** Which object of which bucket a path leads to. */
export interface Lead {
  readonly bucket: string;
  readonly region: string;
  readonly key: string;
}

/**
 * Where a distribution's behaviours lead a path, which is percent-encoded as it was sent.
 * @returns nothing where the origin has no object of an empty name, as at the root without a DefaultRootObject
 */
export function leadOf(config: Properties, path: string): Lead | undefined {
  const root = textIn(config, 'DefaultRootObject');
  const asked = path === '/' && root ? `/${root.replace(/^\//, '')}` : path;
  const behavior = behaviorsOf(config).find((one) => fits(textIn(one, 'PathPattern'), asked));
  const target = textIn(behavior ?? {}, 'TargetOriginId');
  const origin = objectsIn(config, 'Origins').find((one) => textIn(one, 'Id') === target) ?? {};
  const place = bucketAt(textIn(origin, 'DomainName') ?? '');
  const key = decoded(`${textIn(origin, 'OriginPath') ?? ''}${asked}`)?.slice(1);
  return place && key ? { ...place, key } : undefined;
}

/** `*` stands for any characters, `?` for one. (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html) */
function fits(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined) return true;
  const source = `/${pattern.replace(/^\//, '')}`
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(path);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The page that a distribution shows in the place of an error. */
export interface ErrorPage {
  readonly path: string;
  readonly status: number;
}

export function errorPageFor(config: Properties, status: number): ErrorPage | undefined {
  const known = objectsIn(config, 'CustomErrorResponses').find(
    (one) => textIn(one, 'ErrorCode') === String(status),
  );
  const path = known && textIn(known, 'ResponsePagePath');
  if (!path) return undefined;
  return { path, status: Number(textIn(known, 'ResponseCode') ?? status) };
}
