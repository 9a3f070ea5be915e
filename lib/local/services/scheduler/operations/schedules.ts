import type {
  CreateScheduleInput,
  CreateScheduleOutput,
  DeleteScheduleInput,
  GetScheduleInput,
  GetScheduleOutput,
  ListSchedulesInput,
  ListSchedulesOutput,
  ScheduleSummary,
  UpdateScheduleInput,
  UpdateScheduleOutput,
} from '@aws-sdk/client-scheduler';
import type { Context } from '../../../base/context';
import { checkDefinition } from '../engine/checks';
import { keepTime, timed } from '../engine/timetable';
import { conflict } from '../model/errors';
import { pageByKey } from '../model/lists';
import { checkGroupName, checkName, checkState } from '../model/members';
import {
  type Definition,
  groupNamed,
  keyOf,
  type Schedule,
  scheduleArn,
  scheduleNamed,
  schedulesOf,
} from '../model/records';
import { once } from '../model/tokens';

export function CreateSchedule(
  input: CreateScheduleInput,
  context: Context,
): Promise<CreateScheduleOutput> {
  return once('CreateSchedule', input, context, async () => {
    const [name, group] = [checkName('name', input.Name), checkGroupName(input.GroupName)];
    groupNamed(group, context);
    const definition = await checkDefinition(input, context);
    if (schedulesOf(context).get(keyOf({ group, name })))
      throw conflict(`Schedule ${name} already exists.`);
    const createdAt = context.now().toISOString();
    put({ name, group, createdAt }, definition, context);
    return { ScheduleArn: scheduleArn(group, name, context) };
  });
}

/** Everything that the request leaves out goes back to its default. */
export function UpdateSchedule(
  input: UpdateScheduleInput,
  context: Context,
): Promise<UpdateScheduleOutput> {
  return once('UpdateSchedule', input, context, async () => {
    const [name, group] = [checkName('name', input.Name), checkGroupName(input.GroupName)];
    scheduleNamed(name, group, context);
    const definition = await checkDefinition(input, context);
    // It may have been deleted while its role was looked at.
    const known = scheduleNamed(name, group, context);
    put(known, definition, context, isOnTime(known, definition) ? known : undefined);
    return { ScheduleArn: scheduleArn(group, name, context) };
  });
}

/** A change of anything else does not move the times of a schedule that recurs. */
function isOnTime(known: Schedule, wanted: Definition): boolean {
  const timing = (of: Definition) =>
    JSON.stringify([
      of.State,
      of.ScheduleExpression,
      of.ScheduleExpressionTimezone,
      of.StartDate,
      of.EndDate,
    ]);
  return timing(known.definition) === timing(wanted);
}

function put(
  { name, group, createdAt }: Pick<Schedule, 'name' | 'group' | 'createdAt'>,
  definition: Definition,
  context: Context,
  onTime?: Pick<Schedule, 'from' | 'due'>,
): void {
  const [generation, modifiedAt] = [context.newId(), context.now().toISOString()];
  const schedule = { name, group, definition, generation, createdAt, modifiedAt };
  const { from, due } = onTime ?? timed(schedule, context);
  schedulesOf(context).put(keyOf(schedule), { ...schedule, from, ...(due && { due }) });
  keepTime(context);
}

export function GetSchedule(input: GetScheduleInput, context: Context): GetScheduleOutput {
  const [name, group] = [checkName('name', input.Name), checkGroupName(input.GroupName)];
  const schedule = scheduleNamed(name, group, context);
  const { StartDate, EndDate, ...definition } = schedule.definition;
  return {
    ...namesOf(schedule, context),
    ...definition,
    ...(StartDate !== undefined && { StartDate: new Date(StartDate) }),
    ...(EndDate !== undefined && { EndDate: new Date(EndDate) }),
  };
}

export function DeleteSchedule(input: DeleteScheduleInput, context: Context): Promise<object> {
  return once('DeleteSchedule', input, context, () => {
    const [name, group] = [checkName('name', input.Name), checkGroupName(input.GroupName)];
    schedulesOf(context).delete(keyOf(scheduleNamed(name, group, context)));
    keepTime(context);
    return {};
  });
}

export function ListSchedules(input: ListSchedulesInput, context: Context): ListSchedulesOutput {
  const { GroupName, NamePrefix = '', State } = input;
  checkState(State);
  if (GroupName !== undefined) groupNamed(checkGroupName(GroupName), context);
  const found = schedulesOf(context)
    .list()
    .filter(
      ({ group, name, definition }) =>
        (GroupName === undefined || group === GroupName) &&
        (State === undefined || definition.State === State) &&
        name.startsWith(NamePrefix),
    );
  const { items, next } = pageByKey(found, keyOf, input);
  return {
    Schedules: items.map((schedule) => summaryOf(schedule, context)),
    ...(next !== undefined && { NextToken: next }),
  };
}

function summaryOf(schedule: Schedule, context: Context): ScheduleSummary {
  const { State, Target } = schedule.definition;
  return { ...namesOf(schedule, context), State, Target: { Arn: Target.Arn } };
}

function namesOf({ name, group, createdAt, modifiedAt }: Schedule, context: Context) {
  return {
    Arn: scheduleArn(group, name, context),
    GroupName: group,
    Name: name,
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(modifiedAt),
  };
}
