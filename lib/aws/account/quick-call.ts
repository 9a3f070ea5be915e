import { serviceAddress } from '../call/address';
import { translateFailure } from '../call/failure';
import { sendSigned } from '../call/signed-call';
import type { Account } from './account';
import { notInstalled } from './not-installed';

/** A call of a service that a push cannot wait for the SDK for. */
export interface QuickCall {
  readonly service: 'codecommit' | 'codepipeline' | 'ssm' | 'secretsmanager';
  readonly target: string;
  readonly input: unknown;
  /** The error's name that says that something is not there, which means that gitenv is not, and what. */
  readonly absent?: readonly [error: string, what: string];
  /** The fields that are times, which are seconds on the wire. */
  readonly times?: readonly string[];
}

/** @throws GitenvError NOT_INSTALLED, and what `translateFailure` says; AWS's own error where something else is not there */
export async function quickly<T>(account: Account, call: QuickCall): Promise<T> {
  const { absent, times } = call;
  try {
    return parse(await send(account, call), times);
  } catch (error) {
    if (!absent || (error as Error).name !== absent[0]) throw error;
    // In another account than the recorded one, that is what to say, and not that it lacks something.
    await account.verify();
    throw notInstalled(account, absent[1], error);
  }
}

function parse<T>(reply: string, times: readonly string[] = []): T {
  return JSON.parse(reply, (key, value: unknown) =>
    typeof value === 'number' && times.includes(key) ? new Date(value * 1000) : value,
  ) as T;
}

async function send(account: Account, { service, target, input }: QuickCall): Promise<string> {
  const { region } = account;
  const endpoint = account.endpoint(service) ?? serviceAddress(service, region);
  try {
    return await sendSigned({
      endpoint,
      region,
      service,
      target,
      body: JSON.stringify(input),
      contentType: 'application/x-amz-json-1.1',
      credentials: await account.credentials(),
    });
  } catch (error) {
    if (/DoesNotExistException|NotFoundException/.test((error as Error).name)) throw error;
    throw translateFailure(error, { ...account, endpoint });
  }
}
