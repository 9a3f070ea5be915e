import type { Account } from '../../aws/account/account';
import { describeStack } from '../../aws/stack/stack';
import { kitNameOf, settingsRecorded } from '../../config/config';
import { buildspecFiles, namesOf } from '../../contract';
import { textInCommit } from '../../git/repository';
import { git } from '../../git/run';
import { makesPlans } from '../kits/buildspec';
import { hasDeployPolicy, rightsOption } from '../kits/deploy-policy';
import { policyOf } from '../policy/decide';
import { describeGrant, isSame, policyDifference } from '../policy/difference';
import { policyFile, readPolicyFile } from '../policy/policy-file';
import { installedPolicy } from '../policy/policy-stack';
import { type Finding, ok, problem, warning } from './basis/finding';
import type { Patient } from './basis/patient';

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
  const isMade = settingsRecorded(config, name).deployRights === 'template';
  if (isMade) return [await checkPolicy(account, { environment, root, config })];
  if (has) return [ok('rights', name, 'deploys have a policy beside that of gitenv')];
  const kit = kitNameOf(config);
  const more = kit === undefined ? '' : `; the README of the kit ${kit} says what it has to allow`;
  return [
    problem(
      'rights',
      name,
      'deploys may change nothing in the account: their role has no policy but that of gitenv',
      `gitenv init ${name} ${rightsOption(kit)}${more}`,
    ),
  ];
}

/** Whether the account has the policy that the work tree describes. */
async function checkPolicy(
  account: Account,
  {
    environment: { name, application },
    root,
    config,
  }: Pick<Patient, 'environment' | 'root' | 'config'>,
): Promise<Finding> {
  const { document } = policyOf(root, config);
  const installed = await installedPolicy(account, application);
  const written = policyDifference(readPolicyFile(root), document);
  const { added, removed } = policyDifference(installed?.document, document);
  const fix = `gitenv init ${name}`;
  if (added.length + removed.length > 0) {
    const lines = [
      ...added.map((grant) => `+ ${describeGrant(grant)}`),
      ...removed.map((grant) => `- ${describeGrant(grant)}`),
    ];
    const what = `the policy of deploys in the account is not what the commit needs: ${lines.join('; ')}`;
    return warning('rights', name, what, fix);
  }
  if (!isSame(written))
    return warning('rights', name, `${policyFile} is not the policy that the account has`, fix);
  return ok('rights', name, `deploys have the policy in ${policyFile}`);
}
