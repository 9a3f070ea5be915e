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

const service: Service = { name: 'scheduler', protocol: 'rest-json' };

/** All of gitenv's are in the default group, which is meant if none is named. */
const pathOf = (name: string | undefined) => `/schedules/${name}`;

const nothing = ['ResourceNotFoundException'];

/** Undefined if there is a schedule of the name. */
export const createSchedule: Operation<CreateScheduleInput, CreateScheduleOutput | undefined> = {
  service,
  name: 'CreateSchedule',
  light: true,
  rest: ({ Name, ...body }) => ({ method: 'POST', path: pathOf(Name), body }),
  nothing: ['ConflictException'],
};

/** Replaces all of a schedule. Undefined if there is none of the name. */
export const updateSchedule: Operation<UpdateScheduleInput, UpdateScheduleOutput | undefined> = {
  service,
  name: 'UpdateSchedule',
  light: true,
  rest: ({ Name, ...body }) => ({ method: 'PUT', path: pathOf(Name), body }),
  nothing,
};

/** Undefined if there is none of the name. */
export const getSchedule: Operation<GetScheduleInput, GetScheduleOutput | undefined> = {
  service,
  name: 'GetSchedule',
  light: true,
  rest: ({ Name }) => ({ method: 'GET', path: pathOf(Name) }),
  nothing,
};

/** Undefined if there is none of the name. */
export const deleteSchedule: Operation<DeleteScheduleInput, DeleteScheduleOutput | undefined> = {
  service,
  name: 'DeleteSchedule',
  light: true,
  rest: ({ Name }) => ({ method: 'DELETE', path: pathOf(Name) }),
  nothing,
};
