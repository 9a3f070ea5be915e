/** What gitenv uses of the client, so that the bundle holds no more of it. */
export {
  CodeCommitClient,
  CreateRepositoryCommand,
  GetBranchCommand,
} from '@aws-sdk/client-codecommit';
