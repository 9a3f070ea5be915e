import type { Account } from '../../aws/account/account';
import type { StackState } from '../../aws/stack/stack';
import type { Config } from '../../config/config';
import { type ArtifactKind, artifacts, parameters } from '../../contract';
import type { Unprotected } from '../../release/protection';
import { deployFromOf, protectionOf, unprotected } from './deploy-from';

export type ProtectionEvent =
  /** Which input of theirs deploys run in from now on, where that is another than before. */
  | {
      readonly kind: 'deployFrom';
      readonly environment: string;
      readonly to: ArtifactKind;
      /** Commits that can no longer be released then. */
      readonly lost: readonly string[];
    }
  /** Deploys run in what their builds made, which another build may exchange. */
  | ({ readonly kind: 'unprotected'; readonly environment: string } & Unprotected);

/** What decides in which input of theirs deploys run. */
export interface DeployFromAsked {
  /** Root of the work tree. */
  readonly root: string;
  /** What was asked for; undefined where nobody said anything. */
  readonly deployFrom: ArtifactKind | undefined;
  /** Whether the repository gets its buildspecs from a kit right now. */
  readonly beginsKit: boolean;
}

interface Place {
  readonly environment: string;
  readonly account: Account;
  readonly config: Config;
}

/**
 * The parameter that says in which input deploys run, after telling what changes with it, or what stands in its way.
 * @param before the stack as it stands
 */
export async function deployFromParameter(
  { environment, account, config }: Place,
  { root, deployFrom: asked, beginsKit }: DeployFromAsked,
  before: StackState | undefined,
  say: (event: ProtectionEvent) => void,
): Promise<Record<string, string>> {
  const found = await protectionOf({ account, application: config.application, root }, before);
  const to = await deployFromOf(found, before, { asked, beginsKit, place: { cwd: root } });
  const isTurn = before !== undefined && to !== undefined && to !== (found.now ?? 'bundle');
  if (isTurn) {
    const lost = to === 'source' ? found.older : [];
    say({ kind: 'deployFrom', environment, to, lost });
  } else if (before !== undefined && to === undefined && found.now !== 'source' && found.isAllKit) {
    say({ kind: 'unprotected', environment, ...unprotected(found) });
  }
  return to === undefined ? {} : { [parameters.deployFrom]: artifacts[to] };
}
