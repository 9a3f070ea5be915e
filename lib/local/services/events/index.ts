import type { Operation, Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { hear } from './engine/delivery';
import { keepTime } from './engine/timetable';
import * as buses from './operations/buses';
import * as putEvents from './operations/events';
import * as rules from './operations/rules';
import * as tags from './operations/tags';
import * as targets from './operations/targets';
import { recover } from './recover';
import { resources } from './resources';
import { rights } from './rights';

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
  rights,
  operations: punctual({ ...buses, ...rules, ...targets, ...putEvents, ...tags }),
  resources,
  hear,
  recover,
};
