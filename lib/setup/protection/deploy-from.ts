import type { Account } from '../../aws/account/account';
import type { StackState } from '../../aws/stack/stack';
import { type ArtifactKind, artifacts, parameters } from '../../contract';
import type { GitPlace } from '../../git/run';
import { isAllKit, isOlderHere, olderCommits } from '../../look/kit-generation';
import { mayBeProtected, type Unprotected } from '../../release/protection';
import { releasedCommits } from './released';

/** In which of its two inputs the deploys of an environment run, and what stands in the way of the safer one. */
export interface Protection {
  /** As the stack has it; undefined if there is no stack, or one that has no such choice. */
  readonly now: ArtifactKind | undefined;
  /** Whether both buildspecs of the work tree are of a kit. */
  readonly isAllKit: boolean;
  /** How many commits were looked at: the one that runs, and those that a rollback may go to. */
  readonly looked: number;
  /** Those of them whose deploy can run in nothing but what its build made. */
  readonly older: readonly string[];
}

export interface ProtectedPlace {
  readonly account: Account;
  readonly application: string;
  /** Root of the work tree. */
  readonly root: string;
}

/** @param stack as it stands; undefined if there is none */
export async function protectionOf(
  { account, application, root }: ProtectedPlace,
  stack: StackState | undefined,
): Promise<Protection> {
  const said = stack?.parameters[parameters.deployFrom];
  const commits = stack ? await releasedCommits(account, application) : [];
  return {
    now: said === undefined ? undefined : said === artifacts.source ? 'source' : 'bundle',
    isAllKit: isAllKit(root),
    looked: commits.length,
    older: await olderCommits(commits, { cwd: root }),
  };
}

/** Whether nothing that may be released again needs the older way, so that deploys can run in the pushed commit. */
export function mayTurn({ now, isAllKit: isKit, ...found }: Protection): boolean {
  return now !== 'source' && isKit && mayBeProtected(unprotected(found));
}

export function unprotected({ looked, older }: Pick<Protection, 'looked' | 'older'>): Unprotected {
  return { looked, older: older.length };
}

/**
 * What `gitenv init` tells the stack.
 * @param asked what was asked for
 * @param beginsKit whether the repository gets its buildspecs from a kit right now
 * @returns undefined leaves the stack as it is, or as the template has it
 */
export async function deployFromOf(
  found: Protection,
  stack: StackState | undefined,
  { asked, beginsKit, place }: DeployFromQuestion,
): Promise<ArtifactKind | undefined> {
  if (asked !== undefined) return asked;
  if (mayTurn(found)) return 'source';
  const isNew = stack === undefined || (found.now === 'bundle' && found.looked === 0);
  const isKit = beginsKit || found.isAllKit;
  return isNew && isKit && !(await isOlderHere(place)) ? 'source' : undefined;
}

export interface DeployFromQuestion {
  readonly asked: ArtifactKind | undefined;
  readonly beginsKit: boolean;
  readonly place: GitPlace;
}
