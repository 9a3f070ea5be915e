import { BatchGetBuilds } from '../../../lib/aws/build/operations';
import { call } from '../../../lib/aws/call/call';
import type { Job } from '../job/job';

/** Whether a build has ended. One that CodeBuild does not know is not known to have. */
export async function isBuildOver(
  { region, credentials, endpoint }: Job,
  id: string,
): Promise<boolean> {
  const { builds } = await call({ region, credentials, endpoint }, BatchGetBuilds, { ids: [id] });
  const status = builds?.[0]?.buildStatus;
  return status !== undefined && status !== 'IN_PROGRESS';
}
