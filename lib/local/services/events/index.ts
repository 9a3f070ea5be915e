import { jsonProtocol } from '../../protocol/json';
import type { Operation, Service } from '../../service';
import { hear, recover } from './delivery';
import * as buses from './operations/buses';
import * as putEvents from './operations/events';
import * as rules from './operations/rules';
import * as tags from './operations/tags';
import * as targets from './operations/targets';
import { resources } from './resources';
import { keepTime, recoverTime } from './schedule/timetable';

/** A timer may be late, as after the machine slept: whoever asks finds all done that was due. */
function punctual(operations: Readonly<Record<string, Operation>>) {
  const onTime =
    (run: Operation): Operation =>
    (input, context) => {
      keepTime(context);
      return run(input, context);
    };
  return Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, onTime(run)]));
}

export const events: Service = {
  name: 'events',
  protocol: jsonProtocol('AWSEvents'),
  operations: punctual({ ...buses, ...rules, ...targets, ...putEvents, ...tags }),
  resources,
  hear,
  recover(context) {
    recover(context);
    recoverTime(context);
  },
};
