import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import { kitNameOf } from '../../config/config';
import { buildspecFiles, namesOf } from '../../contract';
import { textInCommit } from '../../git/repository';
import { git } from '../../git/run';
import { makesPlans } from '../kits/buildspec';
import { hasDeployPolicy } from '../kits/deploy-policy';
import { type Finding, ok, problem } from './finding';
import type { Patient } from './patient';

/** Whether deploys may change anything, if a kit plans what they change. */
export async function checkRights(
  account: Account,
  { environment, root, config }: Patient,
): Promise<Finding[]> {
  const { name, application } = environment;
  const buildspec = await git(textInCommit('HEAD', buildspecFiles.build), { cwd: root });
  if (!makesPlans(buildspec ?? '')) return [];
  const stack = await describeStack(account, namesOf(application).stack);
  const has = stack && (await hasDeployPolicy(account, stack.id));
  if (has === undefined) return [];
  if (has) return [ok('rights', name, 'deploys have a policy beside that of gitenv')];
  const kit = kitNameOf(config);
  const more = kit === undefined ? '' : `; the README of the kit ${kit} says what it has to allow`;
  return [
    problem(
      'rights',
      name,
      'deploys may change nothing in the account: their role has no policy but that of gitenv',
      `gitenv init ${name} --deploy-policy <arn>${more}`,
    ),
  ];
}
