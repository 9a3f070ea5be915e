import { recordedType } from '../../recorded/recorded-type';

export const queueType = recordedType('AWS::SQS::Queue', {
  records: 'sqs/queues',
  nameProperty: 'QueueName',
  maxNameLength: 80,
  recorded: [
    'ContentBasedDeduplication',
    'DeduplicationScope',
    'DelaySeconds',
    'FifoQueue',
    'FifoThroughputLimit',
    'KmsDataKeyReusePeriodSeconds',
    'KmsMasterKeyId',
    'MaximumMessageSize',
    'MessageRetentionPeriod',
    'QueueName',
    'ReceiveMessageWaitTimeSeconds',
    'RedriveAllowPolicy',
    'RedrivePolicy',
    'SqsManagedSseEnabled',
    'Tags',
    'VisibilityTimeout',
  ],
  replacement: ['QueueName', 'FifoQueue'],
  state(name, _, { region, account, endpoint }) {
    const url = `${endpoint}/${account}/${name}`;
    const arn = `arn:aws:sqs:${region}:${account}:${name}`;
    return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
});

export const queuePolicyType = recordedType('AWS::SQS::QueuePolicy', {
  records: 'sqs/queue-policies',
  recorded: ['PolicyDocument', 'Queues'],
  required: ['PolicyDocument', 'Queues'],
  replacement: [],
  state: (name) => ({ physicalId: name, attributes: { Id: name } }),
});
