import { sendSigned } from '../aws/signed-call';
import { namesOf } from '../contract';
import type { Job } from './job';

/** The tree of the commit; undefined where the build's role may not ask, as in a stack that was not upgraded yet. */
export async function treeOf(job: Job): Promise<string | undefined> {
  const { region, application, commit } = job;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  try {
    const reply = await sendSigned({
      endpoint: job.endpoint('codecommit') ?? `https://codecommit.${region}.${domain}/`,
      region,
      service: 'codecommit',
      target: 'CodeCommit_20150413.GetCommit',
      contentType: 'application/x-amz-json-1.1',
      body: JSON.stringify({
        repositoryName: namesOf(application).repository,
        commitId: commit,
      }),
      credentials: await job.credentials(),
    });
    return (JSON.parse(reply) as { commit: { treeId: string } }).commit.treeId;
  } catch (error) {
    job.say(`The tree of this commit is not known: ${(error as Error).message}`);
    return undefined;
  }
}
