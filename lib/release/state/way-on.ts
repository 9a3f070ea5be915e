import { actions as actionNames } from '../../action-names';
import { shortCommit } from '../wording';
import type { EnvironmentState, Evidence } from './state';

/**
 * The one command that brings an environment to where it is to be, if what runs is not what should run and nothing is
 * on its way; undefined otherwise.
 */
export function wayOn(
  environment: string,
  state: EnvironmentState,
  { releases, actions }: Pick<Evidence, 'releases' | 'actions'>,
): string | undefined {
  const { wanted, isSettled, onItsWay, running } = state;
  if (isSettled || wanted === undefined || onItsWay.length > 0) return undefined;
  const [newest] = releases;
  if (newest?.commit !== wanted || newest.status !== 'Failed')
    return `gitenv push ${environment} ${shortCommit(wanted)}`;
  const failedDeploys = (actions.get(newest.id) ?? []).filter(
    ({ name, status }) => name === actionNames.deploy && status === 'Failed',
  );
  // What has failed twice is not tried a third time, if there is something to go back to.
  const isHopeless = failedDeploys.length > 1 && running && running.release.commit !== wanted;
  return isHopeless ? `gitenv rollback ${environment}` : `gitenv retry ${environment}`;
}
