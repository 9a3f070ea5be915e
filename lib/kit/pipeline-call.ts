import type { AwsCredentials } from '../aws/credentials';
import { sendSigned } from '../aws/signed-call';
import { namesOf } from '../contract';

/** An execution of the pipeline, as lists have it. */
export interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly sourceRevisions?: readonly { readonly revisionId?: string }[];
}

/** Whose pipeline is asked. */
export interface Asker {
  readonly region: string;
  readonly application: string;
  /** Undefined for AWS's own address. */
  readonly endpoint: string | undefined;
  credentials(): Promise<AwsCredentials>;
}

/** The pipeline's executions, newest first, as far as they are asked for. */
export function listExecutions(asker: Asker): AsyncGenerator<Execution> {
  return pages(asker, 'ListPipelineExecutions', {}, 'pipelineExecutionSummaries');
}

/** The stages of the actions that an execution has begun. */
export async function* stagesOf(asker: Asker, id: string): AsyncGenerator<string> {
  const filter = { pipelineExecutionId: id };
  const list = 'actionExecutionDetails';
  const actions = pages<{ stageName?: string }>(asker, 'ListActionExecutions', { filter }, list);
  for await (const { stageName = '' } of actions) yield stageName;
}

async function* pages<T>(
  asker: Asker,
  operation: string,
  input: object,
  list: string,
): AsyncGenerator<T> {
  const { pipeline: pipelineName } = namesOf(asker.application);
  let token: object = {};
  do {
    const reply = await ask(asker, operation, { pipelineName, ...input, ...token });
    yield* (reply[list] ?? []) as T[];
    token = reply.nextToken === undefined ? {} : { nextToken: reply.nextToken };
  } while ('nextToken' in token);
}

async function ask(
  { region, endpoint, credentials }: Asker,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const reply = await sendSigned({
    endpoint: endpoint ?? `https://codepipeline.${region}.${domain}/`,
    region,
    service: 'codepipeline',
    target: `CodePipeline_20150709.${operation}`,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify(input),
    credentials: await credentials(),
  });
  return JSON.parse(reply) as Record<string, unknown>;
}
