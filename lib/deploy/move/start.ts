import { startRelease } from '../../aws/pipeline/pipeline';
import { forgetIfRefused } from '../../target/reasons';
import type { Found, Move } from './move';

/** Who starts a release is kept with it, so that has to be known before. */
export async function verifyCaller({ open }: Move): Promise<undefined> {
  await open.account.verify();
}

/** Starts the pipeline on a commit that the branch is at already. */
export async function startPipeline(
  { open, commit }: Move,
  { kept }: Found,
): Promise<Found | undefined> {
  const { account, pipeline } = open;
  const { arn } = await account.verify();
  try {
    return { releaseId: await startRelease(account, pipeline, commit, arn) };
  } catch (error) {
    await forgetIfRefused(kept, error);
    throw error;
  }
}
