import { GitenvError } from '../../../lib/errors';
import { fieldsOf } from '../../../lib/fields';
import { missingRightIn } from '../../../lib/obstacle';
import type { Job } from './job';
import { readConfig } from './settings';

/** What a failure says if the role of deploys lacked a right: the statement that gives it, and the command that installs that. */
export interface LackedRightFacts {
  readonly further: string;
  readonly advice?: string;
  readonly hint: string;
}

/** @param cause CloudFormation's reason of the resource that failed first */
export function lackedRightIn(
  job: Pick<Job, 'root' | 'environment'>,
  cause: string,
): LackedRightFacts | undefined {
  const right = missingRightIn(cause);
  if (!right) return undefined;
  const { environment } = job;
  const { action, resource } = right;
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const lacks = `The role of deploys lacks the right ${action} on ${resource}.`;
  const again = `gitenv redeploy ${environment}`;
  return isMadeFromTemplate(job)
    ? {
        further: `${lacks} gitenv init ${environment} adds what the template needs on the application's own resources. For anything else, add this line to "Statement" in deploy-policy.json first:\n  ${statement}`,
        hint: `gitenv init ${environment}\n${again}`,
      }
    : {
        further: `${lacks} The statement that its policy needs:\n  ${statement}`,
        advice: `Add that to the policy of deploys, or have gitenv make it (gitenv init ${environment} --deploy-rights template).`,
        hint: again,
      };
}

/** What cannot be read is no reason to keep the failure back. */
function isMadeFromTemplate(job: Pick<Job, 'root' | 'environment'>): boolean {
  try {
    const settings = fieldsOf(fieldsOf(readConfig(job).environments)[job.environment]);
    return settings.deployRights === 'template';
  } catch (error) {
    if (error instanceof GitenvError) return false;
    throw error;
  }
}
