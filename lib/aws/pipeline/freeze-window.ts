import { freezeRule } from '../../contract';
import { isFreeze } from '../../release/condition';
import type { StageCondition } from '../../release/release';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { GetPipeline } from './operations';

/**
 * Adds to a freeze that holds a release when its window opens, by the pipeline as it is installed. Who may not ask for the
 * pipeline, and a window that is not understood, leave it without that.
 */
export async function withOpening(
  account: Account,
  pipeline: string,
  condition: StageCondition,
): Promise<StageCondition> {
  if (condition.hasFailed || !isFreeze(condition)) return condition;
  const opensAt = await openingOf(account, pipeline).catch(() => undefined);
  return opensAt ? { ...condition, opensAt } : condition;
}

async function openingOf(account: Account, pipeline: string): Promise<Date | undefined> {
  const { pipeline: found } = await call(account, GetPipeline, { name: pipeline });
  const rules = (found?.stages ?? [])
    .flatMap(({ beforeEntry }) => beforeEntry?.conditions ?? [])
    .flatMap((condition) => condition.rules ?? []);
  const { Cron, TimeZone } = rules.find(({ name }) => name === freezeRule)?.configuration ?? {};
  if (Cron === undefined) return undefined;
  const { nextOpening } = await import('./window-opening');
  return nextOpening(Cron, TimeZone ?? 'UTC', new Date());
}
