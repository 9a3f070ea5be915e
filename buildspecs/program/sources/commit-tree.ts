import { call } from '../../../lib/aws/call/call';
import { GetCommit } from '../../../lib/aws/codecommit/operations';
import { namesOf } from '../../../lib/contract';
import { failureMessage } from '../../../lib/errors';
import type { Job } from '../job/job';

type Asking = Pick<Job, 'application' | 'commit' | 'region' | 'credentials' | 'endpoint' | 'say'>;

const asked = new WeakMap<Asking, Promise<string | undefined>>();

/** The tree of the commit; undefined where the build's role may not ask, as in a stack that was not upgraded yet. */
export function treeOf(job: Asking): Promise<string | undefined> {
  const known = asked.get(job) ?? ask(job);
  asked.set(job, known);
  return known;
}

async function ask(job: Asking): Promise<string | undefined> {
  const { application, commit } = job;
  const input = { repositoryName: namesOf(application).repository, commitId: commit };
  try {
    return (await call(job, GetCommit, input)).commit?.treeId;
  } catch (error) {
    job.say(`The tree of this commit is not known: ${failureMessage(error)}`);
    return undefined;
  }
}
