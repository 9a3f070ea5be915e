import { queryProtocol } from '../../protocol/query';
import type { Service } from '../../service';
import { recordedType } from './recorded-type';

const topic = recordedType('AWS::SNS::Topic', {
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

const subscription = recordedType('AWS::SNS::Subscription', {
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

const topicPolicy = recordedType('AWS::SNS::TopicPolicy', {
  records: 'sns/topic-policies',
  recorded: ['PolicyDocument', 'Topics'],
  required: ['PolicyDocument', 'Topics'],
  replacement: [],
  state: (name) => ({ physicalId: name, attributes: { Id: name } }),
});

/** Recorded only: no message is ever sent. */
export const sns: Service = {
  name: 'sns',
  protocol: queryProtocol({ namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' }),
  operations: {},
  resources: {
    'AWS::SNS::Topic': topic,
    'AWS::SNS::Subscription': subscription,
    'AWS::SNS::TopicPolicy': topicPolicy,
  },
};
