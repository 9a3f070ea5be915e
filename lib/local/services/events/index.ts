import { jsonProtocol } from '../../protocol/json';
import type { Service } from '../../service';
import { hear, recover } from './delivery';
import * as buses from './operations/buses';
import * as putEvents from './operations/events';
import * as rules from './operations/rules';
import * as tags from './operations/tags';
import * as targets from './operations/targets';
import { resources } from './resources';

export const events: Service = {
  name: 'events',
  protocol: jsonProtocol('AWSEvents'),
  operations: { ...buses, ...rules, ...targets, ...putEvents, ...tags },
  resources,
  hear,
  recover,
};
