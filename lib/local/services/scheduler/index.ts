import type { Operation, Service } from '../../base/service';
import { restJsonProtocol } from '../../protocol/rest-json/rest-json';
import { keepTime } from './engine/timetable';
import * as groups from './operations/groups';
import * as schedules from './operations/schedules';
import * as tags from './operations/tags';
import { groupType, scheduleType } from './resources';
import { rights } from './rights';

/** A timer may be late, as after the machine slept: whoever asks finds all begun that was due. */
function punctual(operations: Readonly<Record<string, Operation>>) {
  const onTime =
    (run: Operation): Operation =>
    (input, context) => {
      keepTime(context);
      return run(input, context);
    };
  return Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, onTime(run)]));
}

export const scheduler: Service = {
  name: 'scheduler',
  protocol: restJsonProtocol,
  rights,
  operations: punctual({ ...schedules, ...groups, ...tags }),
  resources: {
    'AWS::Scheduler::Schedule': scheduleType,
    'AWS::Scheduler::ScheduleGroup': groupType,
  },
  recover: keepTime,
};
