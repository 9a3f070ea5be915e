import type { Context } from '../../base/context';
import { asksOf, type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { passRole } from '../../rights/pass-role';
import { type Fields, fieldsOf } from '../../values/fields';

const service: RightsOf = {
  service: 'scheduler',
  names: {
    GroupName: (input) => textOf(input, 'GroupName') ?? 'default',
    ScheduleName: (input) => textOf(input, 'Name'),
  },
  special: Object.fromEntries(
    ['CreateScheduleGroup', 'DeleteScheduleGroup', 'GetScheduleGroup'].map((action) => [
      action,
      (input: Fields, context: Context) =>
        asksOf(service, action, { GroupName: input.Name }, context),
    ]),
  ),
  further: { CreateSchedule: passed, UpdateSchedule: passed },
};

export const rights = rightsOf(service);

function passed({ Target }: Fields) {
  return passRole(fieldsOf(Target).RoleArn, 'scheduler.amazonaws.com');
}
