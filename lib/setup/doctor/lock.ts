import type { Account } from '../../aws/account/account';
import type { Environment } from '../../config/environment';
import { stages } from '../../contract';
import { type Closed, describeClosed, describeLock } from '../../release/lock/closed';
import type { StageState } from '../../release/state/stage';
import { lockAmong } from '../../target/lock/look';
import { type LockSchedules, lockToCome, schedulesIfTold } from '../../target/lock/schedules';
import { type Finding, ok, problem, warning } from './basis/finding';

/**
 * Whether releases get through, and whether a lock ends by itself. A lock is a closed way into Deploy; another stage's was
 * closed without gitenv, which does not open it either.
 */
export async function checkLock(
  found: readonly StageState[],
  account: Account,
  { name, application }: Environment,
): Promise<Finding> {
  const closed = await lockAmong(found, { account });
  const schedules = await schedulesIfTold({ account, application });
  if (closed) return findingOn(closed, schedules, name);
  const other = found.find((it) => it.name !== stages.deploy && it.closedBecause !== undefined);
  if (other) return closedElsewhere(other, name);
  if (schedules === 'not told') return ok('lock', name, 'nothing is locked now');
  const toCome = lockToCome(schedules);
  return ok('lock', name, toCome ? `${name} ${describeLock(toCome)}` : 'nothing is locked');
}

function findingOn(closed: Closed, schedules: LockSchedules | 'not told', name: string): Finding {
  const message = `nothing enters ${stages.deploy}: ${describeClosed(closed)}`;
  const fix = `gitenv unlock ${name}`;
  if ('words' in closed) return warning('lock', name, message, fix);
  if (closed.isOverdue) return problem('lock', name, message, fix);
  const isEndless = schedules !== 'not told' && schedules.ends === undefined;
  if (isEndless)
    return problem('lock', name, `${message} (nothing in the account ends this lock)`, fix);
  return warning('lock', name, message, fix);
}

function closedElsewhere({ name: stage, closedBecause: words = '' }: StageState, name: string) {
  const message = `nothing enters ${stage}: ${describeClosed({ words })}`;
  return warning('lock', name, message, `gitenv open ${name}`);
}
