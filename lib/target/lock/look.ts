import { awsTime } from '../../aws/account/clock';
import { getStages } from '../../aws/pipeline/pipeline-state';
import { stages } from '../../contract';
import { type Closed, closedFor } from '../../release/lock/closed';
import type { StageState } from '../../release/state/stage';
import type { OpenEnvironment } from '../open-environment';

/**
 * What keeps releases out of Deploy now: a lock, or the words of somebody who closed it without gitenv. Nobody who only
 * looks opens it, even if the time of a lock is over: that is the account's, or `gitenv unlock`'s.
 */
export async function lockNow(open: OpenEnvironment): Promise<Closed | undefined> {
  return lockAmong(await getStages(open.account, open.pipeline), open);
}

/** The same if the stages were asked for before. */
export async function lockAmong(
  found: readonly StageState[],
  { account }: Pick<OpenEnvironment, 'account'>,
): Promise<Closed | undefined> {
  const words = closedWords(found);
  return words === undefined ? undefined : closedFor(words, await awsTime(account));
}

/** Why the way into Deploy is closed; undefined if it is open. */
export function closedWords(found: readonly StageState[]): string | undefined {
  return found.find(({ name }) => name === stages.deploy)?.closedBecause;
}
