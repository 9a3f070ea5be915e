/** What gitenv uses of the client, so that the bundle holds no more of it. */
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
