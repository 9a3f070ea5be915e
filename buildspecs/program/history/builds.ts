import { callJson } from '../../../lib/aws/call/json-call';
import type { Job } from '../job/job';

const codebuild = { name: 'codebuild', prefix: 'CodeBuild_20161006' } as const;

/** Whether a build has ended. One that CodeBuild does not know is not known to have. */
export async function isBuildOver(job: Job, id: string): Promise<boolean> {
  const { region, credentials, endpoint } = job;
  const caller = { region, credentials, endpoint };
  const reply = await callJson(caller, codebuild, 'BatchGetBuilds', { ids: [id] });
  const [build] = (reply.builds ?? []) as { readonly buildStatus?: string }[];
  return build?.buildStatus !== undefined && build.buildStatus !== 'IN_PROGRESS';
}
