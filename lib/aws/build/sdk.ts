/** What gitenv uses of the client, so that the bundle holds no more of it. */
export {
  BatchGetBuildsCommand,
  CodeBuildClient,
  StartBuildCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
