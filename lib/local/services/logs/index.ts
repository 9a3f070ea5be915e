import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { FilterLogEvents } from './operations/filter-events';
import { GetLogEvents } from './operations/get-events';
import {
  CreateLogGroup,
  DeleteLogGroup,
  DeleteRetentionPolicy,
  DescribeLogGroups,
  PutRetentionPolicy,
} from './operations/groups';
import { PutLogEvents } from './operations/put-events';
import { CreateLogStream, DeleteLogStream, DescribeLogStreams } from './operations/streams';
import * as tags from './operations/tags';
import { logGroupType } from './resources';
import { rights } from './rights';

export const logs: Service = {
  name: 'logs',
  protocol: jsonProtocol('Logs_20140328'),
  rights,
  operations: {
    CreateLogGroup,
    DeleteLogGroup,
    DescribeLogGroups,
    PutRetentionPolicy,
    DeleteRetentionPolicy,
    CreateLogStream,
    DeleteLogStream,
    DescribeLogStreams,
    PutLogEvents,
    GetLogEvents,
    FilterLogEvents,
    ...tags,
  },
  resources: { 'AWS::Logs::LogGroup': logGroupType },
};
