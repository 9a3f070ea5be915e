import { serviceAddress } from '../call/address';
import { translateFailure } from '../call/failure';
import { type SignedCall, sendSigned } from '../call/signed-call';
import { endpointOf, type ServiceName } from '../profile/endpoint';
import { readSharedConfig } from '../profile/shared-config';
import { type AccountOptions, checkAccount } from './account-check';
import type { AwsCredentials } from './credentials';
import { notInstalled } from './not-installed';

/** A call of a service that a push cannot wait for the SDK for. */
export interface QuickCall {
  readonly service: 'codecommit' | 'codepipeline' | 'ssm' | 'secretsmanager';
  readonly target: string;
  readonly input: unknown;
  /** The error's name that says that something is not there, which means that gitenv is not, and what. */
  readonly absent?: readonly [error: string, what: string];
}

/** @throws GitenvError NOT_INSTALLED, and what `translateFailure` says; AWS's own error where something else is not there */
export async function quickly<T>(
  options: AccountOptions,
  credentials: AwsCredentials,
  { service, target, input, absent }: QuickCall,
): Promise<T> {
  const contentType = 'application/x-amz-json-1.1';
  const body = JSON.stringify(input);
  try {
    return JSON.parse(await send(options, credentials, { service, target, body, contentType }));
  } catch (error) {
    if (!absent || (error as Error).name !== absent[0]) throw error;
    // In another account than the recorded one, that is what to say, and not that it lacks something.
    checkAccount(options, await accountBehind(options, credentials));
    throw notInstalled(options, absent[1], error);
  }
}

async function accountBehind(
  options: AccountOptions,
  credentials: AwsCredentials,
): Promise<string> {
  const reply = await send(options, credentials, {
    service: 'sts',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    contentType: 'application/x-www-form-urlencoded',
  });
  return /<Account>(\d{12})<\/Account>/.exec(reply)?.[1] ?? '';
}

async function send(
  options: AccountOptions,
  credentials: AwsCredentials,
  call: Pick<SignedCall, 'body' | 'contentType' | 'target'> & { readonly service: ServiceName },
): Promise<string> {
  const { region } = options;
  const configured = endpointOf(call.service, options.profile, readSharedConfig());
  const endpoint = configured ?? serviceAddress(call.service, region);
  try {
    return await sendSigned({ ...call, endpoint, region, credentials });
  } catch (error) {
    if (/DoesNotExistException|NotFoundException/.test((error as Error).name)) throw error;
    throw translateFailure(error, { ...options, endpoint });
  }
}
