import { call } from '../call/call';
import type { AwsCredentials, Caller } from '../call/caller';
import { translateFailure } from '../call/failure';
import type { LookPatience } from '../call/patience';
import { endpointOf, type ServiceName } from '../profile/endpoint';
import { readSharedConfig, type SharedConfig } from '../profile/shared-config';
import { type AccountOptions, checkAccount } from './account-check';
import { resolveCredentials } from './credentials';
import { notInstalled } from './not-installed';
import { getCallerIdentity } from './sts';

/** Who the credentials belong to. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
}

/** One account as one profile and region reach it: what every operation is called with. */
export interface Account extends AccountOptions, Caller {
  explain(failure: unknown, service: ServiceName, lacking?: string): Promise<unknown>;
  /** @throws GitenvError WRONG_ACCOUNT when the credentials belong to another account than the recorded one */
  verify(): Promise<CallerIdentity>;
}

const earlyMs = 5 * 60 * 1000;

/**
 * Opens an account with the credentials of the named profile. Nothing is sent before the first call, and nothing of the
 * SDK is loaded but for a profile that only the SDK understands.
 * @param resolve where credentials are at hand, in place of the profile's own; asked again only after they expire
 * @throws GitenvError NO_CREDENTIALS when there is no such profile
 */
export async function openAccount<T extends AccountOptions>(
  options: T,
  resolve?: () => Promise<AwsCredentials>,
): Promise<Account & T> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const shared = readSharedConfig();
  const credentials = keepWhileFresh(
    resolve ?? (() => resolveCredentials(options, process.env, shared)),
  );
  await credentials();
  return accountOf(options, credentials, shared);
}

function accountOf<T extends AccountOptions>(
  options: T,
  credentials: () => Promise<AwsCredentials>,
  shared: SharedConfig,
): Account & T {
  const { profile } = options;
  const account: Account & T = {
    ...options,
    caBundle: shared.profile(profile ?? process.env.AWS_PROFILE ?? 'default')?.ca_bundle,
    credentials,
    endpoint: (service) => endpointOf(service, profile, shared),
    // Of a copy that knows more of the account, it tells more.
    explain(failure, service, lacking) {
      return explain(this, failure, service, lacking);
    },
    verify: once(() => verify(account)),
  };
  return account;
}

/** The same account, for whoever only looks at it and has more to show. */
export function lookedAt<T extends Account>(account: T, lookPatience: LookPatience): T {
  const copy: T = { ...account, lookPatience, verify: once(() => verify(copy)) };
  return copy;
}

/** The same account, for whoever looks at something of it again and again. */
export function watched<T extends Account>(account: T): T {
  return { ...account, comesAgain: true };
}

async function explain(
  account: Account,
  failure: unknown,
  service: ServiceName,
  lacking: string | undefined,
): Promise<unknown> {
  if (lacking === undefined)
    return translateFailure(failure, { ...account, endpoint: account.endpoint(service) });
  // In another account than the recorded one, that is what to say, and not that it lacks something.
  if (account.account !== undefined) await account.verify();
  return notInstalled(account, lacking, failure);
}

async function verify(account: Account): Promise<CallerIdentity> {
  const { Account: id = '', Arn: arn = '' } = await call(account, getCallerIdentity, {});
  checkAccount(account, id);
  return { account: id, arn };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** One resolution serves all calls, so that a profile that opens a browser or runs a program does it once. */
function keepWhileFresh(resolve: () => Promise<AwsCredentials>): () => Promise<AwsCredentials> {
  let kept: AwsCredentials | undefined;
  return async () => {
    if (kept?.expiration && kept.expiration.getTime() - earlyMs < Date.now()) kept = undefined;
    kept ??= await resolve();
    return kept;
  };
}
