import type { SettingState } from '../../config/setting';
import type { Account } from '../account/account';
import { call } from '../call/call';
import * as aws from './operations';

/** The most that Secrets Manager gives to whoever has deleted the wrong one. */
const daysToRestore = 30;

/**
 * Deletes a value where its setting says.
 * @returns until when AWS keeps it: a secret 30 days, a parameter not at all
 * @throws GitenvError what `translateFailure` says
 */
export async function removeSetting(
  account: Account,
  { kind, reference }: SettingState,
): Promise<Date | undefined> {
  if (kind !== 'secret') {
    await call(account, aws.DeleteParameter, { Name: reference });
    return undefined;
  }
  const input = { SecretId: reference, RecoveryWindowInDays: daysToRestore };
  const { DeletionDate } = await call(account, aws.DeleteSecret, input);
  return DeletionDate;
}
