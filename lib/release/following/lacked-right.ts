import { stages } from '../../contract';
import { missingRightIn } from '../../obstacle';
import type { ReleaseAction } from '../release';
import { failingLines } from './failing-lines';

/** What the kits say themselves of a right that a stack lacks. */
const saidAlready = /\blacks the right\b/;

/**
 * The right that a failed build or deploy lacked, by what its tool printed: the AWS CLI, an SDK, Terraform or the CDK repeat AWS's own
 * words.
 * @param log the end of the action's log
 * @returns lines: what lacks which right, and the statement that gives it; none if the log says nothing of one
 */
export function lackedRight(
  environment: string,
  { stage }: Pick<ReleaseAction, 'stage'>,
  log: readonly string[],
): string[] {
  const { lines } = failingLines(log, log.length);
  if (lines.some((line) => saidAlready.test(line))) return [];
  // Terraform draws a frame and breaks lines between words.
  const words = lines.map((line) => line.replace(/^[\s\u2502]+/, '').trimEnd()).join(' ');
  const said = words.split(/(?=\bUser: )/).map(missingRightIn);
  const right = said.findLast((it) => it !== undefined);
  if (!right) return [];
  const { action, resource } = right;
  const isDeploy = stage === stages.deploy;
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const where = isDeploy
    ? `"Statement" in deploy-policy.json if gitenv makes the policy (gitenv init ${environment} installs it then), or the policy of deploys`
    : `a policy of builds (gitenv init ${environment} --build-policy, with its ARN)`;
  return [
    `${environment}: the role of ${isDeploy ? 'deploys' : 'builds'} lacks the right ${action} on ${resource}. Add this to ${where}:`,
    `  ${statement}`,
  ];
}
