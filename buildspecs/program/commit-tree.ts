import { callJson } from '../../lib/aws/call/json-call';
import { namesOf } from '../../lib/contract';
import type { Job } from './job/job';

const codecommit = { name: 'codecommit' as const, prefix: 'CodeCommit_20150413' };

/** The tree of the commit; undefined where the build's role may not ask, as in a stack that was not upgraded yet. */
export async function treeOf(job: Job): Promise<string | undefined> {
  const { application, commit } = job;
  const input = { repositoryName: namesOf(application).repository, commitId: commit };
  try {
    const reply = await callJson(job, codecommit, 'GetCommit', input);
    return (reply.commit as { treeId: string }).treeId;
  } catch (error) {
    job.say(`The tree of this commit is not known: ${(error as Error).message}`);
    return undefined;
  }
}
