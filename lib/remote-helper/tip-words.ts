import { asClause, ExitCode, GitenvError } from '../errors';
import { momentOf } from '../release/moment';
import type { Release } from '../release/release';
import type { TipRelease } from '../release/state/tip';
import { parseStop } from '../release/stop';
import { shortCommit } from '../release/wording';
import { againCommand, type Reached } from './commands';

/** What is said after a push, and what the helper ends with. */
export interface Told {
  readonly line: string;
  readonly exitCode: number;
}

/** Of a push whose commit is there already, which for git is all well. Undefined if it is. */
export function tipWords(reached: Reached, tip: string, became: TipRelease): Told | undefined {
  if (became.kind === 'well') return undefined;
  const there = `${reached.environment}: ${shortCommit(tip)} is there already, but`;
  const redeploy = againCommand(reached, 'redeploy');
  if (became.kind === 'never')
    return {
      line: `${there} nothing has released it. To release it: ${redeploy}`,
      exitCode: ExitCode.refused,
    };
  if (became.kind === 'overtaken')
    return {
      line: `${there} ${shortCommit(became.by.commit)} was released after it. To release it again: ${redeploy}`,
      exitCode: ExitCode.ok,
    };
  const { release, failedIn } = became;
  const way =
    failedIn === undefined
      ? `To release it again: ${redeploy}`
      : `To try it again: ${againCommand(reached, 'retry')}`;
  return {
    line: `${there} its release ${endOf(release, failedIn)}. ${way}`,
    exitCode: ExitCode.releaseFailed,
  };
}

/** Of a push whose commit is there already, and nobody knows what became of it. */
export function unknownWords({ environment }: Reached, tip: string, why: string): string {
  return `${environment}: ${shortCommit(tip)} is there already. Whether it was released cannot be asked: ${why}`;
}

function endOf(release: Release, failedIn: string | undefined): string {
  const at = `(${momentOf(release.updatedAt)})`;
  switch (release.status) {
    case 'Failed':
      return `failed${failedIn === undefined ? '' : ` in ${failedIn}`} ${at}`;
    case 'Cancelled':
      return `was cancelled, because the pipeline was changed ${at}`;
    case 'Superseded':
      return `was overtaken by a newer one ${at}`;
    case 'Stopping':
      return 'is being stopped';
    default:
      return `was stopped${stopOf(release)} ${at}`;
  }
}

function stopOf({ stopReason = '' }: Release): string {
  const { by, reason } = parseStop(stopReason);
  const who = by === undefined ? '' : ` by ${by}`;
  return reason === '' ? who : `${who}, with the reason "${asClause(reason)}"`;
}

/** Where nothing is installed nothing is released, and there is nothing to say. */
export function isNoEnvironment(answer: unknown): boolean {
  return answer instanceof GitenvError && answer.code === 'NOT_INSTALLED';
}
