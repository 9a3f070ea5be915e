import { type AccountOptions, checkAccount } from './account-check';
import { type AwsCredentials, resolveCredentials } from './credentials';
import { endpointOf, type ServiceName } from './endpoint';
import { translateFailure } from './failure';
import { notInstalled, type Repository } from './not-installed';
import { readSharedConfig } from './shared-config';
import { type SignedCall, sendSigned } from './signed-call';

/** A repository as git's remote helper needs it: where it is, and the credentials to sign its address with. */
export interface LocatedRepository extends Repository {
  readonly credentials: AwsCredentials;
}

/**
 * `describeRepository` without the SDK, for the start of git's remote helper.
 * @throws GitenvError WRONG_ACCOUNT, NOT_INSTALLED, and what `resolveCredentials` and `translateFailure` say
 */
export async function locateRepository(
  options: AccountOptions,
  name: string,
): Promise<LocatedRepository> {
  const credentials = await resolveCredentials(options);
  const { repositoryMetadata } = await quickly<RepositoryReply>(options, credentials, {
    service: 'codecommit',
    target: 'CodeCommit_20150413.GetRepository',
    input: { repositoryName: name },
    absent: ['RepositoryDoesNotExistException', `repository '${name}'`],
  });
  const { cloneUrlHttp, accountId, Arn } = repositoryMetadata;
  checkAccount(options, accountId);
  return { cloneUrl: cloneUrlHttp, account: accountId, arn: Arn, credentials };
}

/** The ids of the latest releases, so that the one a push is about to start can be told from them. */
export async function latestReleaseIds(
  options: AccountOptions,
  credentials: AwsCredentials,
  pipeline: string,
): Promise<ReadonlySet<string>> {
  const { pipelineExecutionSummaries = [] } = await quickly<ExecutionsReply>(options, credentials, {
    service: 'codepipeline',
    target: 'CodePipeline_20150709.ListPipelineExecutions',
    input: { pipelineName: pipeline, maxResults: 100 },
    absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
  });
  return new Set(pipelineExecutionSummaries.map(({ pipelineExecutionId }) => pipelineExecutionId));
}

interface RepositoryReply {
  readonly repositoryMetadata: {
    readonly cloneUrlHttp: string;
    readonly accountId: string;
    readonly Arn: string;
  };
}

interface ExecutionsReply {
  readonly pipelineExecutionSummaries?: readonly { readonly pipelineExecutionId: string }[];
}

interface QuickCall {
  readonly service: 'codecommit' | 'codepipeline';
  readonly target: string;
  readonly input: unknown;
  /** The error's name that says that something is not there, and what. */
  readonly absent: readonly [error: string, what: string];
}

async function quickly<T>(
  options: AccountOptions,
  credentials: AwsCredentials,
  { service, target, input, absent }: QuickCall,
): Promise<T> {
  const contentType = 'application/x-amz-json-1.1';
  const body = JSON.stringify(input);
  try {
    return JSON.parse(await send(options, credentials, { service, target, body, contentType }));
  } catch (error) {
    if ((error as Error).name !== absent[0]) throw error;
    // In another account than the recorded one, that is what to say, and not that it lacks something.
    checkAccount(options, await accountBehind(options, credentials));
    throw notInstalled(options, absent[1], error);
  }
}

async function accountBehind(
  options: AccountOptions,
  credentials: AwsCredentials,
): Promise<string> {
  const reply = await send(options, credentials, {
    service: 'sts',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    contentType: 'application/x-www-form-urlencoded',
  });
  return /<Account>(\d{12})<\/Account>/.exec(reply)?.[1] ?? '';
}

async function send(
  options: AccountOptions,
  credentials: AwsCredentials,
  call: Pick<SignedCall, 'body' | 'contentType' | 'target'> & { readonly service: ServiceName },
): Promise<string> {
  const { region } = options;
  const configured = endpointOf(call.service, options.profile, readSharedConfig());
  const endpoint = configured ?? defaultEndpoint(call.service, region);
  try {
    return await sendSigned({ ...call, endpoint, region, credentials });
  } catch (error) {
    if (/DoesNotExistException|NotFoundException/.test((error as Error).name)) throw error;
    throw translateFailure(error, { ...options, endpoint });
  }
}

function defaultEndpoint(service: string, region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${service}.${region}.${domain}`;
}
