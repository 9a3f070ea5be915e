import type {
  CreateScheduleInput,
  CreateScheduleOutput,
  DeleteScheduleInput,
  DeleteScheduleOutput,
  GetScheduleInput,
  GetScheduleOutput,
  UpdateScheduleInput,
  UpdateScheduleOutput,
} from '@aws-sdk/client-scheduler';
import type { Operation, Service } from '../call/operation';

const service: Service = { name: 'scheduler', protocol: { rest: pathOf } };

/** All of gitenv's are in the default group, which is meant if none is named. */
function pathOf({ Name }: { readonly Name?: string | undefined }): string {
  return `/schedules/${Name}`;
}

const nothing = ['ResourceNotFoundException'];

/** Undefined if there is a schedule of the name. */
export const createSchedule: Operation<CreateScheduleInput, CreateScheduleOutput | undefined> = {
  service,
  name: 'CreateSchedule',
  method: 'POST',
  light: true,
  nothing: ['ConflictException'],
};

/** Replaces all of a schedule. Undefined if there is none of the name. */
export const updateSchedule: Operation<UpdateScheduleInput, UpdateScheduleOutput | undefined> = {
  service,
  name: 'UpdateSchedule',
  method: 'PUT',
  light: true,
  nothing,
};

export const getSchedule: Operation<GetScheduleInput, GetScheduleOutput | undefined> = {
  service,
  name: 'GetSchedule',
  method: 'GET',
  light: true,
  nothing,
};

export const deleteSchedule: Operation<DeleteScheduleInput, DeleteScheduleOutput | undefined> = {
  service,
  name: 'DeleteSchedule',
  method: 'DELETE',
  light: true,
  nothing,
};
