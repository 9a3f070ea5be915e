import type { Target } from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { invalid } from '../model/errors';
import { type Invocation, scheduleArn } from '../model/records';
import { apiInput } from './api-input';

/** What a schedule can call. */
interface TargetKind {
  /** Refuses an input that the target could not be called with. @throws ValidationException */
  check(target: Target): void;
  call(invocation: Invocation, context: Context): Promise<unknown>;
}

/** The operations that universal targets can name; a test holds them against the services' own. */
export const universalTargets: Readonly<Record<string, readonly string[]>> = {
  codebuild: ['StartBuild', 'StopBuild'],
  codepipeline: [
    'DisableStageTransition',
    'EnableStageTransition',
    'RetryStageExecution',
    'RollbackStage',
    'StartPipelineExecution',
    'StopPipelineExecution',
  ],
};

/**
 * @throws ValidationException for what is no ARN, 501 naming what this machine cannot call
 */
export function targetKindOf(arn: string, context: Context): TargetKind {
  if (!/^arn:aws[a-z-]*:[a-z0-9-]+:/.test(arn))
    throw invalid('Provided Arn is not in correct format.');
  const [, service = '', action = ''] =
    /^arn:aws:scheduler:::aws-sdk:([^:]+):([^:]+)$/.exec(arn) ?? [];
  if (service !== '') return universal(service, action);
  const [, region, account, name] =
    /^arn:aws:codepipeline:([^:]*):(\d{12}):([^:/]+)$/.exec(arn) ?? [];
  if (name === undefined)
    throw notImplemented('scheduler', `a target of ${arn.split(':')[2]} (${arn})`);
  if (region !== context.region || account !== context.account)
    throw notImplemented('scheduler', `a target in another account or region (${arn})`);
  return pipeline(name);
}

function universal(service: string, action: string): TargetKind {
  const operation = universalTargets[service]?.find(
    (name) => name.charAt(0).toLowerCase() + name.slice(1) === action,
  );
  if (operation === undefined)
    throw notImplemented('scheduler', `the universal target ${service}:${action}`);
  return {
    check: ({ Input }) => {
      apiInput(service, operation, Input);
    },
    call: (invocation, context) =>
      context.call(service, operation, apiInput(service, operation, inputOf(invocation, context))),
  };
}

/** The templated target: it has no input, and a repeated call starts nothing new. */
function pipeline(name: string): TargetKind {
  return {
    check: () => undefined,
    call: ({ id }, context) =>
      context.call('codepipeline', 'StartPipelineExecution', { name, clientRequestToken: id }),
  };
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function inputOf(invocation: Invocation, context: Context): string | undefined {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn(invocation.group, invocation.schedule, context),
    'scheduled-time': invocation.due.replace(/\.\d+Z$/, 'Z'),
    'execution-id': invocation.id,
    'attempt-number': String(invocation.attempts + 1),
  };
  return invocation.target.Input?.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (same, name: string) => values[name] ?? same,
  );
}
