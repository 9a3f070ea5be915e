import type { Context } from '../../../base/context';
import type { Ask, Grants } from '../../../base/rights';
import { decide } from '../../../policy/evaluate';
import { findKeys } from '../../../policy/global-keys';
import { supportsKey } from '../../../rights/actions';
import { isFields } from '../../../values/fields';
import { lockedOut, malformedPolicy } from './errors';
import { arnOf } from './records';

/** A key policy as it is given. */
interface GivenPolicy {
  readonly keyId: string;
  readonly policy: string;
  readonly bypass: boolean | undefined;
}

/** Whatever the caller's own policies say: the check is about the key policy. */
const everything: Grants = {
  identity: [JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })],
  tags: {},
};

/**
 * "The key policy must allow the calling principal to make a subsequent PutKeyPolicy request on the KMS key", unless that is
 * bypassed. (https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html)
 * @throws MalformedPolicyDocumentException
 */
export function checkKeyPolicy({ keyId, policy, bypass }: GivenPolicy, context: Context): void {
  if (!isPolicy(policy)) throw malformedPolicy();
  if (bypass) return;
  const { account, caller, region } = context;
  const ask: Ask = {
    action: 'kms:PutKeyPolicy',
    resource: arnOf(`key/${keyId}`, context),
    keys: {
      'kms:calleraccount': caller.account,
      'kms:viaservice': undefined,
      'kms:bypasspolicylockoutsafetycheck': 'false',
    },
    of: { account, documents: [policy], decidesAlone: true },
  };
  const asking = { ask, caller, grants: everything, region, now: context.now() };
  const find = findKeys(asking, (key) => supportsKey(ask.action, key));
  const { sessionPolicies: _, ...whoever } = caller;
  if (!decide(ask, { caller: whoever, grants: everything }, find).isAllowed) throw lockedOut();
}

function isPolicy(text: string): boolean {
  try {
    return isFields(JSON.parse(text));
  } catch {
    return false;
  }
}
