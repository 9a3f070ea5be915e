import type { Config, EnvironmentSettings } from '../../config/config';
import { approvalByPlan, buildspecFiles, outputVariables } from '../../contract';
import { GitenvError } from '../../errors';
import { buildspecOf, exportsPlan } from './buildspec';
import type { ChosenKit } from './detect-kit';
import type { Kits } from './kit';

/** What is being installed, and what the options say of all of it. */
interface Asked {
  readonly environments: readonly string[];
  readonly settings: EnvironmentSettings;
  readonly kits: Kits;
}

/**
 * Refuses approval by the plan of builds that tell no plan: the pipeline's condition would fail every release before a person
 * is asked.
 * @param kit whose buildspec the repository gets if it has none
 * @throws GitenvError USAGE
 */
export function refuseApprovalWithoutPlan(
  root: string,
  { environments: names, settings, kits }: Asked,
  { environments }: Config,
  kit: ChosenKit | undefined,
): void {
  const byPlan: readonly unknown[] = approvalByPlan;
  const approvalOf = (name: string) => settings.approval ?? environments[name]?.approval;
  const name = names.find((it) => byPlan.includes(approvalOf(it)));
  const given = kit && { folder: kits.folder, name: kit.name };
  if (name === undefined || exportsPlan(buildspecOf(root, given))) return;
  const { plan } = outputVariables;
  throw new GitenvError(
    'USAGE',
    `${name} has approval by the plan ('${approvalOf(name)}'), and ${buildspecFiles.build} exports no ${plan}, so that every release would fail before Approve`,
    {
      changed: 'nothing',
      further: `A command of the build has to export ${plan} as empty, changes, destroys, or none if there is no plan. Add ${plan} to exported-variables below env in ${buildspecFiles.build}, or take --approval.`,
    },
  );
}
