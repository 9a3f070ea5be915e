/** What gitenv uses of the client, so that the bundle holds no more of it. */
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
