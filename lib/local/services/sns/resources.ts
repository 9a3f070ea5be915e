import { recordedType } from '../../recorded/recorded-type';

export const topicType = recordedType('AWS::SNS::Topic', {
  records: 'sns/topics',
  nameProperty: 'TopicName',
  maxNameLength: 256,
  recorded: [
    'ArchivePolicy',
    'ContentBasedDeduplication',
    'DataProtectionPolicy',
    'DeliveryStatusLogging',
    'DisplayName',
    'FifoThroughputScope',
    'FifoTopic',
    'KmsMasterKeyId',
    'SignatureVersion',
    'Subscription',
    'Tags',
    'TopicName',
    'TracingConfig',
  ],
  replacement: ['TopicName', 'FifoTopic'],
  state(name, _, { region, account }) {
    const arn = `arn:aws:sns:${region}:${account}:${name}`;
    return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
});

export const subscriptionType = recordedType('AWS::SNS::Subscription', {
  records: 'sns/subscriptions',
  recorded: [
    'DeliveryPolicy',
    'Endpoint',
    'FilterPolicy',
    'FilterPolicyScope',
    'Protocol',
    'RawMessageDelivery',
    'RedrivePolicy',
    'Region',
    'ReplayPolicy',
    'SubscriptionRoleArn',
    'TopicArn',
  ],
  required: ['Protocol', 'TopicArn'],
  replacement: ['Endpoint', 'Protocol', 'TopicArn'],
  state: (name, { TopicArn }) => ({
    physicalId: `${TopicArn}:${name}`,
    attributes: { Arn: `${TopicArn}:${name}` },
  }),
});

export const topicPolicyType = recordedType('AWS::SNS::TopicPolicy', {
  records: 'sns/topic-policies',
  recorded: ['PolicyDocument', 'Topics'],
  required: ['PolicyDocument', 'Topics'],
  replacement: [],
  state: (name) => ({ physicalId: name, attributes: { Id: name } }),
});
