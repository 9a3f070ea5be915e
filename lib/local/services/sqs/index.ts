import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { queuePolicyType, queueType } from './resources';

/** Recorded only: no queue holds a message. */
export const sqs: Service = {
  name: 'sqs',
  protocol: jsonProtocol('AmazonSQS'),
  operations: {},
  resources: { 'AWS::SQS::Queue': queueType, 'AWS::SQS::QueuePolicy': queuePolicyType },
};
