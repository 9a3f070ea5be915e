import { randomUUID } from 'node:crypto';
import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import { fieldsOf, textOrNone } from '../../fields';
import type { Account } from '../account/account';
import { call } from '../call/call';
import { createSchedule, deleteSchedule, getSchedule, updateSchedule } from './operations';

/** One time at which EventBridge Scheduler closes or opens the way into a stage. The schedule deletes itself then. */
export interface TransitionSchedule {
  readonly name: string;
  /** A whole minute: Scheduler calls within it. */
  readonly at: Date;
  readonly description: string;
  readonly pipeline: string;
  readonly stage: string;
  /** Why the way is closed. Undefined if it is opened. */
  readonly reason: string | undefined;
  /** For how many seconds a call that fails is tried again: 60 to 86,400. */
  readonly triedFor: number;
  /** ARN of the role that Scheduler takes on for the call. */
  readonly role: string;
}

/** What is read of a schedule again. */
export type KeptSchedule = Pick<TransitionSchedule, 'at' | 'description' | 'reason'>;

/** @returns false if there is a schedule of the name already */
export async function createTransition(
  account: Account,
  schedule: TransitionSchedule,
): Promise<boolean> {
  // Sent twice because an answer was lost, it is the same one and no second.
  const token = { ClientToken: randomUUID() };
  return (await call(account, createSchedule, { ...inputOf(schedule), ...token })) !== undefined;
}

/** @returns false if there is no schedule of the name */
export async function updateTransition(
  account: Account,
  schedule: TransitionSchedule,
): Promise<boolean> {
  return (await call(account, updateSchedule, inputOf(schedule))) !== undefined;
}

/** @returns false if there was none */
export async function deleteTransition(account: Account, name: string): Promise<boolean> {
  return (await call(account, deleteSchedule, { Name: name })) !== undefined;
}

/** Undefined if there is no schedule of the name, or none that is for one time. */
export async function readTransition(
  account: Account,
  name: string,
): Promise<KeptSchedule | undefined> {
  const found = await call(account, getSchedule, { Name: name });
  const time = /^at\((.+)\)$/.exec(found?.ScheduleExpression ?? '')?.[1];
  if (time === undefined) return undefined;
  const reason = textOrNone(fieldsOf(JSON.parse(found?.Target?.Input ?? '{}')).Reason);
  return { at: new Date(`${time}Z`), description: found?.Description ?? '', reason };
}

function inputOf(schedule: TransitionSchedule): CreateScheduleInput {
  const { name, at, description, pipeline, stage, reason, role, triedFor } = schedule;
  const verb = reason === undefined ? 'enable' : 'disable';
  return {
    Name: name,
    Description: description,
    ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: `arn:${partitionOf(role)}:scheduler:::aws-sdk:codepipeline:${verb}StageTransition`,
      RoleArn: role,
      // A universal target has all members with a capital first letter, whatever the API has.
      Input: JSON.stringify({
        PipelineName: pipeline,
        StageName: stage,
        TransitionType: 'Inbound',
        ...(reason !== undefined && { Reason: reason }),
      }),
      RetryPolicy: { MaximumEventAgeInSeconds: triedFor, MaximumRetryAttempts: 185 },
    },
  };
}

function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? 'aws';
}
