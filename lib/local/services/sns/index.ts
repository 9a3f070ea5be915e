import type { Service } from '../../base/service';
import { queryProtocol } from '../../protocol/query';
import { subscriptionType, topicPolicyType, topicType } from './resources';

/** Recorded only: no message is ever sent. */
export const sns: Service = {
  name: 'sns',
  protocol: queryProtocol({ namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' }),
  operations: {},
  resources: {
    'AWS::SNS::Topic': topicType,
    'AWS::SNS::Subscription': subscriptionType,
    'AWS::SNS::TopicPolicy': topicPolicyType,
  },
};
