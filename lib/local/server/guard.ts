import type { Caller } from '../base/caller';
import type { Assumption, Context } from '../base/context';
import type { Ask, Decision, Grants, Principals } from '../base/rights';
import type { Service } from '../base/service';
import type { ServiceError } from '../base/service-error';
import { decide, refusalWords } from '../policy/evaluate';
import { findKeys } from '../policy/global-keys';
import { serviceMayAssume } from '../policy/trust';
import { supportsKey } from '../rights/actions';

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const unlimited: Grants = { identity: [everything], tags: {} };
const nothing: Grants = { identity: [], tags: {} };

/** Decides who may what. Services say what is asked for, and `iam` what was granted. */
export class Guard {
  private readonly iam: Service | undefined;
  private readonly isOff: boolean;

  /** @param noIam everybody may what no resource's own policy forbids, as on a machine without the service */
  constructor(services: readonly Service[], noIam: boolean) {
    this.iam = services.find(({ principals }) => principals !== undefined);
    this.isOff = noIam || !this.iam;
  }

  decide(ask: Ask, context: Context): Decision {
    const { caller, region } = context;
    const grants = this.grantsOf(caller, context);
    const asking = { ask, caller, grants, region, now: context.now() };
    const find = findKeys(asking, (key) => supportsKey(ask.action, key));
    return decide(ask, { caller, grants }, find);
  }

  /** @throws what `refusal` makes of AWS's words */
  demand(ask: Ask, context: Context, refusal: (words: string) => ServiceError): void {
    const decision = this.decide(ask, context);
    if (!decision.isAllowed) throw refusal(refusalWords(ask, context.caller, decision));
  }

  assume({ roleArn, service, session, keys }: Assumption, context: Context): Caller | undefined {
    const role = this.principals(context)?.roleAt(roleArn);
    const name = role?.name ?? roleArn.split('/').at(-1) ?? roleArn;
    const isTrusted = role && serviceMayAssume(role.trust, service, trustKeys(context, keys));
    if (!isTrusted && !this.isOff) return undefined;
    return {
      account: context.account,
      arn: `arn:aws:sts::${context.account}:assumed-role/${name}/${session}`,
      userId: `${role?.id ?? 'AROALOCALSERVICE'}:${session}`,
      accessKeyId: '',
    };
  }

  private principals(context: Context): Principals | undefined {
    return this.iam?.principals?.(context);
  }

  private grantsOf(caller: Caller, context: Context): Grants {
    if (this.isOff || isUnlimited(caller)) return unlimited;
    return this.principals(context)?.grantsOf(caller.arn) ?? nothing;
  }
}

/** The administrators that this machine makes, and AWS itself, which acts as an account's root. */
function isUnlimited({ arn, account }: Caller): boolean {
  return (
    arn === `arn:aws:iam::${account}:root` || arn === `arn:aws:iam::${account}:user/administrator`
  );
}

/** What a service of AWS tells a trust policy: nothing, but what its documents say. */
function trustKeys(context: Context, told: Assumption['keys']) {
  return {
    'aws:sourceaccount': undefined,
    'aws:sourcearn': undefined,
    'aws:sourceorgid': undefined,
    'aws:sourceorgpaths': undefined,
    'aws:principalisawsservice': 'true',
    'aws:requestedregion': context.region,
    'sts:externalid': undefined,
    ...told,
  };
}
