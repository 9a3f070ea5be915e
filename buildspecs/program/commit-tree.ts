import { call } from '../../lib/aws/call/call';
import { GetCommit } from '../../lib/aws/codecommit/operations';
import { namesOf } from '../../lib/contract';
import { failureMessage } from '../../lib/errors';
import type { Job } from './job/job';

/** The tree of the commit; undefined where the build's role may not ask, as in a stack that was not upgraded yet. */
export async function treeOf(job: Job): Promise<string | undefined> {
  const { application, commit } = job;
  const input = { repositoryName: namesOf(application).repository, commitId: commit };
  try {
    return (await call(job, GetCommit, input)).commit?.treeId;
  } catch (error) {
    job.say(`The tree of this commit is not known: ${failureMessage(error)}`);
    return undefined;
  }
}
