import type { Commit } from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../base/service-error';
import type { Outcome } from '../model/records';
import type { ActionKind, Task } from './kind';

const formats = ['CODE_ZIP', 'CODEBUILD_CLONE_REF'];

/** Brings one commit of a repository into the pipeline: the pinned one, or else the branch's tip. */
export const codeCommitSource: ActionKind = {
  inputs: [0, 0],
  outputs: [1, 1],
  required: ['RepositoryName', 'BranchName'],
  optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  repeatable: true,
  check({ configuration = {} }) {
    const format = configuration.OutputArtifactFormat;
    if (format !== undefined && !formats.includes(format))
      return `OutputArtifactFormat must be one of ${formats.join(', ')}`;
    return undefined;
  },
  async perform(task) {
    const commitId = pinned(task) ?? (await tipOf(task));
    const commit = await commitOf(task, commitId);
    await deliver(task, commitId);
    return outcomeOf(task, commitId, commit);
  },
};

function pinned({ execution, action }: Task): string | undefined {
  return execution.overrides.find(
    ({ actionName, revisionType }) => actionName === action.name && revisionType === 'COMMIT_ID',
  )?.revisionValue;
}

async function tipOf({ context, run }: Task): Promise<string> {
  const { RepositoryName: repositoryName, BranchName: branchName } = run.resolved;
  try {
    const { branch } = await context.call<{ branch: { commitId: string } }>(
      'codecommit',
      'GetBranch',
      { repositoryName, branchName },
    );
    return branch.commitId;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'BranchDoesNotExistException')
      throw new ServiceError(
        error.code,
        `The action failed because no branch named ${branchName} was found in the selected AWS CodeCommit repository ${repositoryName}. Make sure you are using the correct branch name, and then try again.`,
      );
    throw error;
  }
}

async function commitOf({ context, run }: Task, commitId: string): Promise<Commit> {
  const repositoryName = run.resolved.RepositoryName;
  const { commit } = await context.call<{ commit: Commit }>('codecommit', 'GetCommit', {
    repositoryName,
    commitId,
  });
  return commit;
}

async function deliver(task: Task, commitId: string): Promise<void> {
  const { context, run } = task;
  const [place] = run.outputs;
  if (!place) return;
  const repositoryName = run.resolved.RepositoryName;
  if (run.resolved.OutputArtifactFormat === 'CODEBUILD_CLONE_REF') {
    const Body = Buffer.from(JSON.stringify(await cloneReference(task, commitId)));
    await context.call('s3', 'PutObject', { Bucket: place.bucket, Key: place.key, Body });
  } else {
    const input = { repositoryName, commitId, s3Bucket: place.bucket, s3Key: place.key };
    await context.call('codecommit', 'UploadArchive', input);
  }
}

/** What a build gets instead of files when it is to clone by itself. */
async function cloneReference({ context, run }: Task, commitId: string): Promise<unknown> {
  const repositoryName = run.resolved.RepositoryName;
  const { repositoryMetadata } = await context.call<{
    repositoryMetadata: { cloneUrlHttp: string };
  }>('codecommit', 'GetRepository', { repositoryName });
  return {
    AccountId: context.account,
    FullRepositoryName: repositoryName,
    CloneUrl: repositoryMetadata.cloneUrlHttp,
    CommitId: commitId,
    BranchName: run.resolved.BranchName,
  };
}

function outcomeOf({ context, run }: Task, commitId: string, commit: Commit): Outcome {
  const { RepositoryName = '', BranchName = '' } = run.resolved;
  const message = commit.message ?? '';
  return {
    status: 'Succeeded',
    revision: {
      id: commitId,
      summary: message,
      url: `https://${context.region}.console.aws.amazon.com/codecommit/home?region=${context.region}#/repository/${RepositoryName}/commit/${commitId}`,
      created: dateOf(commit.committer?.date, context.now()),
    },
    variables: {
      RepositoryName,
      BranchName,
      CommitId: commitId,
      CommitMessage: message,
      AuthorDate: dateOf(commit.author?.date, context.now()),
      CommitterDate: dateOf(commit.committer?.date, context.now()),
    },
  };
}

/** From git's `<seconds> <zone>` to a UTC time without fraction. */
function dateOf(date: string | undefined, fallback: Date): string {
  const seconds = Number(date?.split(' ')[0] ?? Number.NaN);
  const time = Number.isFinite(seconds) ? new Date(seconds * 1000) : fallback;
  return `${time.toISOString().slice(0, 19)}Z`;
}
