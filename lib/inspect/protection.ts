import { actions as actionNames } from '../action-names';
import { artifacts } from '../contract';
import type { GitPlace } from '../git/run';
import { isAllKit, olderCommits } from '../look/kit-generation';
import {
  goodCommits,
  mayBeProtected,
  rollbackTargets,
  type Unprotected,
} from '../release/protection';
import type { ReleaseAction } from '../release/release';
import type { Evidence } from '../release/state/state';

/** How far an environment is on the way to deploys that no build can change. */
export interface ProtectionToCome extends Unprotected {
  /** The one command that protects it, once nothing needs the old way. */
  readonly wayOn: string | undefined;
}

/** CodePipeline lists so many releases at a time. */
const page = 100;

/**
 * Told from what was asked anyway: CodePipeline keeps with each deploy in which of its inputs that ran.
 * @param place the root of the work tree
 * @returns undefined if deploys run in the pushed commit, if buildspecs of a team's own decide that themselves, and if no deploy has
 *   begun since the pipeline was changed
 */
export async function protectionToCome(
  environment: string,
  evidence: Evidence,
  place: GitPlace,
): Promise<ProtectionToCome | undefined> {
  if (!runsInBundle(evidence) || !isAllKit(place.cwd)) return undefined;
  const { releases } = evidence;
  const commits = goodCommits(releases);
  const older = (await olderCommits(commits, place)).length;
  const found = { looked: commits.length, older };
  // Where more are listed on another page, one of them may need the old way.
  const areAllKnown = commits.length > rollbackTargets || releases.length % page !== 0;
  const isTime = areAllKnown && mayBeProtected(found);
  return { ...found, wayOn: isTime ? `gitenv init ${environment}` : undefined };
}

function runsInBundle({ actions, stages: now }: Evidence): boolean {
  const deploy = [...actions.values()]
    .flat()
    .filter(({ name }) => name === actionNames.deploy)
    .reduce<ReleaseAction | undefined>(
      (newest, one) => (newest && newest.startedAt > one.startedAt ? newest : one),
      undefined,
    );
  const current = now[0]?.pipelineVersion;
  const isCurrent = current === undefined || deploy?.pipelineVersion === current;
  return isCurrent && deploy?.primarySource === artifacts.bundle;
}
