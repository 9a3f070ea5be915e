import { actions as actionNames } from '../../action-names';
import type { Release } from '../release';
import { shortCommit } from '../wording';
import type { EnvironmentState, Evidence } from './state';

/** What is tried again once, and not twice. */
const triedTwice: readonly string[] = [actionNames.deploy, actionNames.verify];

/**
 * The one command that brings an environment to where it is to be, if what runs is not what should run and nothing is
 * on its way; undefined otherwise.
 */
export function wayOn(
  environment: string,
  state: EnvironmentState,
  { releases, actions }: Pick<Evidence, 'releases' | 'actions'>,
): string | undefined {
  const { wanted, isSettled, onItsWay, running, unverified, held } = state;
  if (isSettled || wanted === undefined || onItsWay.length > 0) return undefined;
  const [newest] = releases;
  if (newest?.commit !== wanted || newest.status !== 'Failed')
    return `gitenv push ${environment} ${shortCommit(wanted)}`;
  const ran = actions.get(newest.id) ?? [];
  // A gate that has refused refuses again: why is what there is to know.
  if (ran.findLast(({ status }) => status === 'Failed')?.name === actionNames.gate)
    return `gitenv gate explain ${environment} ${shortCommit(wanted)}`;
  const failures = ran.filter(
    ({ name, status }) => triedTwice.includes(name) && status === 'Failed',
  );
  const isOtherThere = running && running.release.commit !== wanted;
  const isGood = ({ commit, status }: Release) =>
    status === 'Succeeded' && commit !== undefined && commit !== wanted && !held.has(commit);
  // What has failed twice is not tried a third time, if there is something to go back to.
  const isHopeless = failures.length > 1 && (isOtherThere || (unverified && releases.some(isGood)));
  return isHopeless ? `gitenv rollback ${environment}` : `gitenv retry ${environment}`;
}
