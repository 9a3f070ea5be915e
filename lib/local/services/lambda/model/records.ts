import type { Context, Properties } from '../../../base/context';
import type { Records } from '../../../base/store';
import type { RecordedResource } from '../../../recorded/recorded-type';
import { functionNotFound } from './errors';

/** What was published of the function of a name. It outlives the function, since no version number comes twice. */
export interface StoredPublications {
  readonly name: string;
  /** The number of the newest version there ever was. */
  readonly last: number;
  /** What the function was when that version was published. */
  readonly published?: string;
  readonly versions: readonly number[];
  /** The version that each alias leads to. */
  readonly aliases: Readonly<Record<string, string>>;
}

export const functionRecords = 'lambda/functions';

export const publicationsOf = (context: Context): Records<StoredPublications> =>
  context.records('lambda/publications');

export function publications(name: string, context: Context): StoredPublications {
  return publicationsOf(context).get(name) ?? { name, last: 0, versions: [], aliases: {} };
}

export function functionArn(name: string, { region, account }: Context): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** The function that a property names by name, ARN or a part of its ARN. @throws where there is none */
export function functionNamed(
  reference: unknown,
  context: Context,
): { readonly name: string; readonly properties: Properties } {
  const [, name = String(reference)] = /function:([^:]+)/.exec(String(reference)) ?? [];
  const known = context.records<RecordedResource>(functionRecords).get(name);
  if (known) return known;
  throw functionNotFound(functionArn(name, context), context);
}
