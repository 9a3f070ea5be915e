import type { Caller } from '../base/caller';
import type { Ask, Grants } from '../base/rights';
import { notImplemented } from '../base/service-error';
import type { FindKey, KeyValue, RequestKeys } from './keys';
import { principalArn } from './principal';

/** What every request has: who asks, when, of which region, and how. */
export interface Asking {
  readonly ask: Ask;
  readonly caller: Caller;
  readonly grants: Grants;
  readonly region: string;
  readonly now: Date;
}

/**
 * Global condition keys that no request on this machine ever has: there is no organisation, no network of a VPC, no federation and no
 * second factor here. (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html)
 */
const neverThere = new Set([
  'aws:ec2instancesourceprivateipv4',
  'aws:ec2instancesourcevpc',
  'aws:federatedprovider',
  'aws:multifactorauthage',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:referer',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:sourceidentity',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:vpcsourceip',
]);

/**
 * @param supports whether AWS gives this key to conditions about the action that is asked for
 * @returns a lookup of the keys that a request has
 */
export function findKeys(asking: Asking, supports: (key: string) => boolean): FindKey {
  const { ask, grants } = asking;
  const own: RequestKeys = ask.keys ?? {};
  let global: RequestKeys | undefined;
  return (key) => {
    if (Object.hasOwn(own, key)) return own[key];
    const [, kind, tag = ''] = tagKey.exec(key) ?? [];
    if (kind === 'aws:principaltag') return tagNamed(tag, grants.tags);
    const tags = kind === 'aws:requesttag' ? ask.requestTags : ask.resourceTags;
    if (kind && tags && supports(key)) return tagNamed(tag, tags);
    if (key === 'aws:tagkeys' && ask.requestTags) return keysOf(ask.requestTags);
    global ??= globalKeys(asking);
    if (Object.hasOwn(global, key)) return global[key];
    if (neverThere.has(key)) return undefined;
    if (supports(key)) throw notImplemented('iam', `condition key ${key} of ${ask.action}`);
    return undefined;
  };
}

const tagKey = /^(aws:principaltag|aws:requesttag|aws:resourcetag|iam:resourcetag)\/(.+)$/;

function keysOf(tags: object): KeyValue | undefined {
  const keys = Object.keys(tags);
  return keys.length > 0 ? keys : undefined;
}

/** In the name of a condition key, letter case does not count. */
function tagNamed(
  name: string,
  tags: Readonly<Record<string, string | undefined>>,
): KeyValue | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === name)?.[1];
}

function globalKeys({ ask, caller, region, now }: Asking): RequestKeys {
  const { arn, account, userId, service } = caller;
  const isUser = arn.includes(':user/');
  const via = caller.via ?? [];
  return {
    'aws:currenttime': now.toISOString(),
    'aws:epochtime': String(Math.floor(now.getTime() / 1000)),
    'aws:principalaccount': account,
    'aws:principalarn': principalArn(arn),
    'aws:principalisawsservice': String(service !== undefined),
    'aws:principalservicename': service?.name,
    'aws:principalservicenameslist': service && [service.name],
    'aws:sourcearn': service?.sourceArn,
    'aws:sourceaccount': service && account,
    'aws:principaltype': isUser ? 'User' : arn.endsWith(':root') ? 'Account' : 'AssumedRole',
    'aws:userid': userId,
    'aws:username': isUser ? arn.split('/').at(-1) : undefined,
    'aws:requestedregion': region,
    'aws:resourceaccount': ask.of?.account ?? account,
    // Requests never leave this machine, which counts as an encrypted connection.
    'aws:securetransport': 'true',
    'aws:sourceip': via.length > 0 ? undefined : '127.0.0.1',
    'aws:multifactorauthpresent': isUser ? undefined : 'false',
    'aws:viaawsservice': String(via.length > 0),
    'aws:calledvia': via.length > 0 ? via : undefined,
    'aws:calledviafirst': via[0],
    'aws:calledvialast': via.at(-1),
  };
}
