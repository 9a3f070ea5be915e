import { deployRightsWords, managedPolicyPattern } from '../lib/config/environment';
import { GitenvError } from '../lib/errors';
import type { DeployRights, RightsQuestion } from '../lib/setup/policy/decide';
import type { Session } from './session';

/** @throws GitenvError CONFIRMATION_NEEDED, DECLINED */
export async function chooseRights(
  session: Session,
  { choices, environments }: RightsQuestion,
  mayAsk: boolean,
): Promise<DeployRights> {
  const where = environments.join(', ');
  const answer = await session.choose(`What may a deploy change in the account of ${where}?`, {
    choices,
    others: managedPolicyPattern,
    usual: choices[0],
    mayAsk,
    otherwise: `Add one of: ${choices.map((one) => `--deploy-rights ${one}`).join(', ')}, --deploy-rights <ARN of a policy of yours>.`,
  });
  return rightsIn(answer);
}

/** @throws GitenvError USAGE */
export function rightsGiven(value: string | undefined): DeployRights | undefined {
  return value === undefined ? undefined : rightsIn(value);
}

function rightsIn(value: string): DeployRights {
  const word = deployRightsWords.find((one) => one === value);
  if (word !== undefined || managedPolicyPattern.test(value)) return word ?? value;
  throw new GitenvError('USAGE', `'${value}' does not say what deploys may change`, {
    advice: `--deploy-rights takes ${deployRightsWords.join(', ')} or the ARN of a managed policy.`,
  });
}
