import { randomUUID } from 'node:crypto';
import type { SettingState } from '../../config/setting';
import { GitenvError } from '../../errors';
import type { Account } from '../account/account';
import { call } from '../call/call';
import * as aws from './operations';

/**
 * Keeps a value where its setting says. A parameter that is there already stays of the type it is.
 * @param state as AWS has it now
 * @throws GitenvError what `translateFailure` says, without the value where AWS repeats it
 */
export async function keepSetting(
  account: Account,
  state: SettingState,
  value: string,
): Promise<void> {
  try {
    await (state.kind === 'secret' ? keepSecret : keepParameter)(account, state, value);
  } catch (error) {
    throw withoutValue(error, value);
  }
}

async function keepParameter(
  account: Account,
  { lack, kind, reference }: SettingState,
  Value: string,
): Promise<void> {
  const type = kind === 'secure-parameter' ? 'SecureString' : 'String';
  const Type = lack === 'missing' ? type : undefined;
  await call(account, aws.PutParameter, { Name: reference, Value, Overwrite: true, Type });
}

async function keepSecret(
  account: Account,
  { lack, reference }: SettingState,
  SecretString: string,
): Promise<void> {
  // Makes an attempt that is repeated the same request for AWS.
  const once = { SecretString, ClientRequestToken: randomUUID() };
  if (lack === 'missing') await call(account, aws.CreateSecret, { Name: reference, ...once });
  else await call(account, aws.PutSecretValue, { SecretId: reference, ...once });
}

/** AWS quotes what it refuses; neither that nor the error it came in goes further. */
function withoutValue(error: unknown, value: string): unknown {
  if (!(error instanceof Error) || !(error instanceof GitenvError || '$metadata' in error))
    return error;
  const { message } = error;
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
  const quotes = message.includes(value) || flat(message).includes(flat(value));
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = error instanceof GitenvError ? error.code : 'AWS_REFUSED';
  const { advice, hint }: Partial<GitenvError> = error instanceof GitenvError ? error : {};
  if (quotes)
    return new GitenvError(code, `AWS refused the value (${cause.name})`, { advice, hint });
  // Without its cause, which may quote the value as well.
  const { clause, further } =
    error instanceof GitenvError ? error : { clause: message, further: '' };
  return new GitenvError(code, clause, { further, advice, hint });
}
