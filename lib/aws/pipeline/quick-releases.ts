import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Release } from '../../release/release';
import type { AccountOptions } from '../account/account-check';
import type { AwsCredentials } from '../account/credentials';
import { quickly } from '../account/quick-call';
import { releaseOf } from './execution';

/** As on the wire, where times are seconds. */
type Execution = Omit<PipelineExecutionSummary, 'startTime' | 'lastUpdateTime'> & {
  readonly startTime: number;
  readonly lastUpdateTime: number;
};

interface ExecutionsReply {
  readonly pipelineExecutionSummaries?: readonly Execution[];
  readonly nextToken?: string;
}

const pageSize = 100;

/**
 * `listReleases` without the SDK, a page after the other, newest first.
 * @throws GitenvError NOT_INSTALLED, and what `translateFailure` says
 */
export async function* quickReleases(
  options: AccountOptions,
  credentials: AwsCredentials,
  pipeline: string,
): AsyncGenerator<Release[]> {
  let nextToken: string | undefined;
  do {
    const page = await onePage(options, credentials, pipeline, nextToken);
    yield (page.pipelineExecutionSummaries ?? []).map(({ startTime, lastUpdateTime, ...rest }) =>
      releaseOf({ ...rest, startTime: dateOf(startTime), lastUpdateTime: dateOf(lastUpdateTime) }),
    );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function onePage(
  options: AccountOptions,
  credentials: AwsCredentials,
  pipeline: string,
  nextToken: string | undefined,
): Promise<ExecutionsReply> {
  return quickly<ExecutionsReply>(options, credentials, {
    service: 'codepipeline',
    target: 'CodePipeline_20150709.ListPipelineExecutions',
    input: { pipelineName: pipeline, maxResults: pageSize, ...(nextToken && { nextToken }) },
    absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
  });
}

function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
