import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { serviceAddress } from '../call/address';
import { translateFailure } from '../call/failure';
import { type Answer, answerTo } from '../call/signed-call';
import { endpointOf, type ServiceName } from '../profile/endpoint';
import { readSharedConfig, type SharedConfig } from '../profile/shared-config';
import { type AccountOptions, checkAccount } from './account-check';
import { type AwsCredentials, resolveCredentials } from './credentials';

/** Who the credentials belong to. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** One account as one profile and region reach it. Clients are made, and their code loaded, at first use. */
export interface Account extends AccountOptions {
  credentials(): Promise<AwsCredentials>;
  /** Where a service is; undefined for AWS's own address. */
  endpoint(service: ServiceName): string | undefined;
  codecommit(): Promise<CodeCommitClient>;
  codepipeline(): Promise<CodePipelineClient>;
  codebuild(): Promise<CodeBuildClient>;
  cloudformation(): Promise<CloudFormationClient>;
  logs(): Promise<CloudWatchLogsClient>;
  /** @throws GitenvError WRONG_ACCOUNT when the credentials belong to another account than the recorded one */
  verify(): Promise<Identity>;
}

const earlyMs = 5 * 60 * 1000;
/** Unless told to throw, the SDK only warns that no answer comes, and waits for ever. */
const timeouts = { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/**
 * Opens an account with the credentials of the named profile. Nothing is sent before the first call, and nothing of the
 * SDK is loaded but for a profile that only the SDK understands.
 * @param resolve where credentials are at hand, in place of the profile's own; asked again only after they expire
 * @throws GitenvError NO_CREDENTIALS when there is no such profile
 */
export async function openAccount<T extends AccountOptions>(
  options: T,
  resolve?: () => Promise<AwsCredentials>,
): Promise<Account & T> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const shared = readSharedConfig();
  const credentials = keepWhileFresh(
    resolve ?? (() => resolveCredentials(options, process.env, shared)),
  );
  await credentials();
  return accountOf(options, credentials, shared);
}

function accountOf<T extends AccountOptions>(
  options: T,
  credentials: () => Promise<AwsCredentials>,
  shared: SharedConfig,
): Account & T {
  const endpoint = (service: ServiceName) => endpointOf(service, options.profile, shared);
  const settings = (service: ServiceName) =>
    settingsOf(options.region, credentials, endpoint(service));
  const account: Account & T = {
    ...options,
    credentials,
    endpoint,
    codecommit: once(async () => {
      const { CodeCommitClient } = await import('../codecommit/sdk');
      return new CodeCommitClient(settings('codecommit'));
    }),
    codepipeline: once(async () => {
      const { CodePipelineClient } = await import('../pipeline/sdk');
      return new CodePipelineClient(settings('codepipeline'));
    }),
    codebuild: once(async () => {
      const { CodeBuildClient } = await import('../build/sdk');
      return new CodeBuildClient(settings('codebuild'));
    }),
    cloudformation: once(async () => {
      const { CloudFormationClient } = await import('../stack/sdk');
      return new CloudFormationClient(settings('cloudformation'));
    }),
    logs: once(async () => {
      const { CloudWatchLogsClient } = await import('../build/sdk-logs');
      return new CloudWatchLogsClient(settings('logs'));
    }),
    verify: once(() => verify(account)),
  };
  return account;
}

function settingsOf(
  region: string,
  credentials: () => Promise<AwsCredentials>,
  endpoint: string | undefined,
) {
  return {
    region,
    credentials,
    // Without this the SDK would take the endpoint of an unrelated AWS_PROFILE.
    ignoreConfiguredEndpointUrls: true,
    retryMode: 'standard',
    requestHandler: timeouts,
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** Runs calls to AWS; what they throw comes out as a GitenvError that names profile, host or permission. */
export async function callAws<T>(account: Account, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // Every endpoint of a profile is on the same host in practice, so one stands for all in a message.
    throw translateFailure(error, { ...account, endpoint: account.endpoint('codecommit') });
  }
}

async function verify(account: Account): Promise<Identity> {
  const { text } = await callerIdentity(account);
  const [, id = ''] = /<Account>(\d{12})<\/Account>/.exec(text) ?? [];
  const [, arn = ''] = /<Arn>([^<]*)<\/Arn>/.exec(text) ?? [];
  checkAccount(account, id);
  return { account: id, arn };
}

/** What STS answers to whoever asks who he is, which needs no permission. */
export function callerIdentity(account: Account): Promise<Answer> {
  const { region } = account;
  return callAws(account, async () =>
    answerTo({
      endpoint: account.endpoint('sts') ?? serviceAddress('sts', region),
      region,
      service: 'sts',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
      contentType: 'application/x-www-form-urlencoded',
      credentials: await account.credentials(),
    }),
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** One resolution serves all clients, so that a profile that opens a browser or runs a program does it once. */
function keepWhileFresh(resolve: () => Promise<AwsCredentials>): () => Promise<AwsCredentials> {
  let kept: AwsCredentials | undefined;
  return async () => {
    if (kept?.expiration && kept.expiration.getTime() - earlyMs < Date.now()) kept = undefined;
    kept ??= await resolve();
    return kept;
  };
}
