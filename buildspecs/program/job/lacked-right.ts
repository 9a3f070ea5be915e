import { namesOf } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { fieldsOf } from '../../../lib/fields';
import { missingRightIn } from '../../../lib/obstacle';
import type { Job } from './job';
import { readConfig } from './settings';

/** What a failure says if the role of a build or a deploy lacked a right: the statement that gives it, and the command that installs that. */
export interface LackedRightFacts {
  readonly further: string;
  readonly advice?: string;
  readonly hint?: string;
}

type Asker = Pick<Job, 'root' | 'environment' | 'application' | 'purpose' | 'env'>;

/** @param cause AWS's words, such as CloudFormation's reason of the resource that failed first */
export function lackedRightIn(job: Asker, cause: string): LackedRightFacts | undefined {
  const right = missingRightIn(cause);
  if (!right) return deniedIn(job, cause);
  const { action, resource } = right;
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const lacks = `lacks the right ${action} on ${resource}.`;
  return isDeploy(job)
    ? lackedByDeploy(job, `The role of deploys ${lacks}`, statement)
    : lackedByBuild(job, `The role of builds ${lacks}`, statement);
}

function lackedByDeploy(job: Asker, lacks: string, statement: string): LackedRightFacts {
  const { environment } = job;
  const redeploy = `gitenv redeploy ${environment}`;
  return isMadeFromTemplate(job)
    ? {
        further: `${lacks} gitenv init ${environment} adds what the template needs on the application's own resources. For anything else, add this line to "Statement" in deploy-policy.json first:\n  ${statement}`,
        hint: `gitenv init ${environment}\n${redeploy}`,
      }
    : {
        further: `${lacks} The statement that its policy needs:\n  ${statement}`,
        advice: `Add that to the policy of deploys, or have gitenv make it (gitenv init ${environment} --deploy-rights template).`,
        hint: redeploy,
      };
}

/** What a comparison or a plan was begun with begins it again; a build that is part of a release is repeated with that. */
function again({ environment, purpose }: Asker): string {
  switch (purpose) {
    case 'release':
      return `gitenv redeploy ${environment}`;
    case 'plan':
      return `gitenv plan ${environment}`;
    case 'drift':
      return `gitenv drift ${environment}`;
    case 'build':
      return `gitenv build ${environment}`;
    case 'store':
      return `gitenv build ${environment} --store`;
  }
}

function lackedByBuild(job: Asker, lacks: string, statement: string): LackedRightFacts {
  const { environment } = job;
  return {
    further: `${lacks} The statement that a policy of builds needs:\n  ${statement}`,
    advice: `gitenv init ${environment} gives builds what gitenv itself asks for, if the stack is of an older version. Anything else comes from a policy of yours (gitenv init ${environment} --build-policy, with its ARN).`,
    hint: `gitenv init ${environment}\n${again(job)}`,
  };
}

/** One of the two explicit denials of gitenv's own is of stacks; no right undoes it. */
function deniedIn({ application }: Asker, cause: string): LackedRightFacts | undefined {
  if (!/explicit deny in an identity-based policy/i.test(cause)) return undefined;
  if (!/on resource: "?arn:[\w-]+:cloudformation:/.test(cause)) return undefined;
  return {
    further: `A policy denies it explicitly. gitenv does that for the stacks of another application in this account whose name begins with ${application}-.`,
    advice: `Call the stack something else: ${application}, or ${application}- and a word that no other application's name begins with.`,
  };
}

/** CodeBuild names each build after its project. */
function isDeploy({ application, env }: Asker): boolean {
  return env.CODEBUILD_BUILD_ID?.split(':')[0] === namesOf(application).deployProject;
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
