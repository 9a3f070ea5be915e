import { lightAnswer } from '../call/light-call';
import type { Account } from './account';
import { getCallerIdentity } from './sts';

/**
 * How far AWS's clock is ahead of this machine's, in ms, to about a second: from the Date header of an answer, half
 * way between asking and hearing.
 */
export async function clockOffset(account: Account): Promise<number> {
  const asked = Date.now();
  const { headers } = await lightAnswer(account, getCallerIdentity, {}).catch(async (error) => {
    throw await account.explain(error, 'sts');
  });
  const theirs = Date.parse(headers.date ?? '');
  const offset = Number.isNaN(theirs) ? 0 : theirs - (asked + Date.now()) / 2;
  // The header has whole seconds.
  return Math.abs(offset) < 1000 ? 0 : offset;
}

/** The time by AWS's clock, which is what everybody who shares an environment agrees on. */
export async function awsTime(account: Account): Promise<Date> {
  return new Date(Date.now() + (await clockOffset(account)));
}
