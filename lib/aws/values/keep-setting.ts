import { randomUUID } from 'node:crypto';
import type { SettingState } from '../../config/setting';
import { GitenvError } from '../../errors';
import type { Account } from '../account/account';
import { type QuickCall, quickly } from '../account/quick-call';

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
  const call = state.kind === 'secret' ? secretCall(state, value) : parameterCall(state, value);
  try {
    await quickly(account, call);
  } catch (error) {
    throw withoutValue(error, value);
  }
}

function parameterCall({ lack, kind, reference }: SettingState, Value: string): QuickCall {
  const isNew = lack === 'missing';
  const Type = kind === 'secure-parameter' ? 'SecureString' : 'String';
  const input = { Name: reference, Value, Overwrite: true, ...(isNew && { Type }) };
  return { service: 'ssm', target: 'AmazonSSM.PutParameter', input };
}

function secretCall({ lack, reference }: SettingState, SecretString: string): QuickCall {
  // Makes an attempt that is repeated the same request for AWS.
  const once = { SecretString, ClientRequestToken: randomUUID() };
  return lack === 'missing'
    ? {
        service: 'secretsmanager',
        target: 'secretsmanager.CreateSecret',
        input: { Name: reference, ...once },
      }
    : {
        service: 'secretsmanager',
        target: 'secretsmanager.PutSecretValue',
        input: { SecretId: reference, ...once },
      };
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
  const hint = error instanceof GitenvError ? error.hint : undefined;
  if (quotes) return new GitenvError(code, `AWS refused the value (${cause.name})`, { hint });
  // Without its cause, which may quote the value as well.
  const { clause, further } =
    error instanceof GitenvError ? error : { clause: message, further: '' };
  return new GitenvError(code, clause, { further, hint });
}
