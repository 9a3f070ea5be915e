import type { ActionAfterCompletion, ScheduleState, Target } from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';
import { notFound } from './errors';

/** What a schedule was asked to do, in the API's own words, with what it leaves out filled in. */
export interface Definition {
  readonly Description?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  /** In ISO form, as every time in a record. */
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly State: ScheduleState;
  readonly FlexibleTimeWindow: { readonly Mode: 'OFF' };
  readonly Target: Target & { readonly Arn: string; readonly RoleArn: string };
  readonly ActionAfterCompletion: ActionAfterCompletion;
}

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly definition: Definition;
  /** New with every change, so that an invocation knows the schedule that it came from. */
  readonly generation: string;
  /** From when a rate is counted. */
  readonly from: string;
  /** When it invokes its target next; nothing while it is disabled, or when it does not any more. */
  readonly due?: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
}

export interface Group {
  readonly name: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One call of one target: written before the first attempt, removed after the last. */
export interface Invocation {
  readonly id: string;
  readonly group: string;
  readonly schedule: string;
  readonly generation: string;
  /** When the schedule was due. */
  readonly due: string;
  readonly target: Definition['Target'];
  /** Attempts that failed. */
  readonly attempts: number;
  /** When it is tried next. */
  readonly next: string;
}

/** What could not be delivered, and why, for a person to look at. */
export interface Undelivered extends Invocation {
  readonly endedAt: string;
  readonly reason: string;
}

export const schedulesOf = (context: Context): Records<Schedule> =>
  context.records('scheduler/schedules');

export const invocationsOf = (context: Context): Records<Invocation> =>
  context.records('scheduler/invocations');

export const undeliveredOf = (context: Context): Records<Undelivered> =>
  context.records('scheduler/undelivered');

const groupsOf = (context: Context): Records<Group> => context.records('scheduler/groups');

export const keyOf = ({ group, name }: Pick<Schedule, 'group' | 'name'>) => `${group}/${name}`;

export const defaultGroup = 'default';

/** The groups of an account and region; `default` is always among them. */
export function allGroups(context: Context): Records<Group> {
  const groups = groupsOf(context);
  if (!groups.get(defaultGroup)) groups.put(defaultGroup, newGroup(defaultGroup, {}, context));
  return groups;
}

export function newGroup(name: string, tags: Group['tags'], context: Context): Group {
  const now = context.now().toISOString();
  return { name, createdAt: now, modifiedAt: now, tags };
}

/** @throws ResourceNotFoundException */
export function groupNamed(name: string, context: Context): Group {
  const group = allGroups(context).get(name);
  if (!group) throw notFound(`Schedule group ${name}`);
  return group;
}

/** @throws ResourceNotFoundException */
export function scheduleNamed(name: string, group: string, context: Context): Schedule {
  const schedule = schedulesOf(context).get(keyOf({ group, name }));
  if (!schedule) throw notFound(`Schedule ${name}`);
  return schedule;
}

export function scheduleArn(group: string, name: string, { region, account }: Context): string {
  return `arn:aws:scheduler:${region}:${account}:schedule/${group}/${name}`;
}

export function groupArn(name: string, { region, account }: Context): string {
  return `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`;
}
