import {
  CloudFormationClient,
  DeleteChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { create, startShelves } from '../services/cloudformation/stacks';

async function withMachine(run: (client: CloudFormationClient, body: string) => Promise<void>) {
  const machine = await startShelves();
  const body = 'Resources:\r\n  A:\r\n    Type: AWS::SNS::Topic\r\n';
  await create(machine, 'windows', body);
  await run(new CloudFormationClient(machine.client()), body);
  await machine.destroy();
}

test('a reply keeps the line ends of Windows, and is XML whatever name it repeats', () =>
  withMachine(async (client, body) => {
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'windows' }));
    expect(TemplateBody).toBe(body);
    await expect(
      client.send(new DescribeStacksCommand({ StackName: 'a\0\x01b' })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id a\ufffd\ufffdb does not exist',
    });
  }));

test('a change set without its stack is asked for as AWS asks', () =>
  withMachine(async (client) => {
    await expect(client.send(new DeleteChangeSetCommand({ ChangeSetName: 'c' }))).rejects.toThrow(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
    await expect(client.send(new GetTemplateCommand({}))).rejects.toThrow("null at 'stackName'");
  }));
