import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { startMachine, type TestMachine } from '../machine';
import {
  create,
  describe as describeStack,
  events,
  outputs,
  template,
} from '../services/cloudformation/stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

const at = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111111111111:${name}`;

describe('resources that are recorded only', () => {
  test('have the names, ARNs and attributes a template expects', async () => {
    const stack = await create(
      machine,
      'recorded',
      template(
        {
          News: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
          Mail: {
            Type: 'AWS::SNS::Subscription',
            Properties: {
              TopicArn: { Ref: 'News' },
              Protocol: 'sqs',
              Endpoint: { 'Fn::GetAtt': 'Work.Arn' },
            },
          },
          Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', DelaySeconds: '5' } },
        },
        {
          Outputs: {
            Topic: { Value: { Ref: 'News' } },
            TopicName: { Value: { 'Fn::GetAtt': 'News.TopicName' } },
            Queue: { Value: { 'Fn::GetAtt': 'Work.Arn' } },
            Url: { Value: { Ref: 'Work' } },
          },
        },
      ),
    );
    expect(outputs(stack)).toEqual({
      Topic: at('sns', 'news'),
      TopicName: 'news',
      Queue: at('sqs', 'work'),
      Url: `${machine.endpoint}/111111111111/work`,
    });
    const { StackResources } = await new CloudFormationClient(machine.client()).send(
      new DescribeStackResourcesCommand({ StackName: 'recorded', LogicalResourceId: 'Mail' }),
    );
    expect(StackResources?.[0]?.PhysicalResourceId).toMatch(`${at('sns', 'news')}:`);
  });

  test('can be there once only', async () => {
    const body = template({ A: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'only' } } });
    await create(machine, 'one', body);
    const second = await create(machine, 'two', body);
    expect(second.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await events(machine, 'two')).map((event) => event.ResourceStatusReason)).toContain(
      "Resource of type 'AWS::SNS::Topic' with identifier 'only' already exists.",
    );
    expect((await describeStack(machine, 'one')).StackStatus).toBe('CREATE_COMPLETE');
  });
});
