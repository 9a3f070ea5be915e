import type { AttachedPolicy } from '@aws-sdk/client-iam';
import { pageOf } from '../../../base/page';
import { pageTokens } from './errors';
import type { Holder } from './records';

/** What every list of IAM's is asked for with. */
export interface Listing {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A page, and what IAM says beside it of the pages to come. */
export function listed<T>(all: readonly T[], { Marker, MaxItems }: Listing) {
  const { items, next } = pageOf(all, Marker, MaxItems ?? 100, pageTokens);
  return { items, rest: { IsTruncated: next !== undefined, Marker: next } };
}

export function inlineNames({ inline }: Holder, input: Listing) {
  const { items, rest } = listed(Object.keys(inline).sort(), input);
  return { PolicyNames: items, ...rest };
}

export function attachedPolicies({ attached }: Holder, input: Listing) {
  const { items, rest } = listed([...attached].sort(), input);
  const named = items.map(
    (arn): AttachedPolicy => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn }),
  );
  return { AttachedPolicies: named, ...rest };
}

/** Those below a path, by name. */
export function below<T extends Holder>(holders: readonly T[], prefix = '/'): readonly T[] {
  return holders
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
