import type { Target } from '@aws-sdk/client-eventbridge';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { asRequest } from '../../../protocol/request';
import { codeOf } from '../../../values/thrown';
import { type Delivery, keep, recordedOf } from './records';

/** How one kind of target takes an event. */
export interface TargetKind {
  deliver(delivery: Delivery, context: Context): Promise<unknown> | unknown;
}

const kinds: readonly [RegExp, TargetKind][] = [
  [/^arn:aws:codepipeline:[^:]+:\d{12}:[^:/]+$/, { deliver: startPipeline }],
  [/^arn:aws:codebuild:[^:]+:\d{12}:project\/.+$/, { deliver: startBuild }],
  [/^arn:aws:logs:[^:]+:\d{12}:log-group:[^:]+(:\*)?$/, { deliver: writeLog }],
  [/^arn:aws:(sns|sqs):[^:]+:\d{12}:.+$/, { deliver: record }],
];

/** @throws 501 naming the service that no event can be delivered to on this machine */
export function targetKindOf(arn: string): TargetKind {
  const kind = kinds.find(([pattern]) => pattern.test(arn))?.[1];
  if (!kind) throw notImplemented('events', `a target of ${arn.split(':')[2] ?? arn} (${arn})`);
  return kind;
}

/** The pinned commit and the variables travel in the input; the event's id makes a repeated delivery harmless. */
function startPipeline(delivery: Delivery, context: Context): Promise<unknown> {
  const { sourceRevisions, variables } = objectIn(delivery);
  return context.call('codepipeline', 'StartPipelineExecutionByEvent', {
    name: delivery.target.Arn?.split(':')[5],
    ...(sourceRevisions === undefined ? {} : { sourceRevisions }),
    ...(variables === undefined ? {} : { variables }),
    clientRequestToken: delivery.id,
    ruleArn: delivery.ruleArn,
  });
}

/** StartBuild's own parameters, where the target's input has them. */
function startBuild(delivery: Delivery, context: Context): Promise<unknown> {
  const { target } = delivery;
  const chosen = target.Input !== undefined || target.InputTransformer || target.InputPath;
  return context.call('codebuild', 'StartBuild', {
    ...buildRequest(chosen ? objectIn(delivery) : {}, target),
    idempotencyToken: delivery.id,
  });
}

/** The input as if it had come over the wire. @throws ServiceError where it could not be that request */
function buildRequest(input: object, { Arn }: Target): object {
  const request = { ...input, projectName: Arn?.split(':project/')[1] };
  return asRequest<object>('codebuild', 'StartBuild', request);
}

async function writeLog(delivery: Delivery, context: Context): Promise<void> {
  const logGroupName = delivery.target.Arn?.split(':log-group:')[1]?.replace(/:\*$/, '');
  const logStreamName = delivery.id;
  try {
    await context.call('logs', 'CreateLogStream', { logGroupName, logStreamName });
  } catch (error) {
    if (codeOf(error) !== 'ResourceAlreadyExistsException') throw error;
  }
  const event = { timestamp: context.now().getTime(), message: delivery.input };
  await context.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents: [event] });
}

/** Topics and queues exist on this machine as records alone, and so does what they are sent. */
function record(delivery: Delivery, context: Context): void {
  keep(recordedOf(context), { ...delivery, endedAt: context.now().toISOString() });
}

function objectIn({ input }: Delivery): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    throw new ServiceError('InvalidInput', `The target's input is not JSON: ${input}`);
  }
  return value !== null && typeof value === 'object' ? { ...value } : {};
}
