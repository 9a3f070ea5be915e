/** What gitenv uses of the client, so that the bundle holds no more of it. */
export {
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
