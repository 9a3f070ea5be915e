/** What gitenv uses of the client, so that the bundle holds no more of it. */
export { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
