import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { services } from '../../../../lib/local/services';
import { startMachine, type TestMachine } from '../../machine';
import { shelf } from './shelf';
import {
  clientOf,
  create,
  describe as describeStack,
  item,
  type Resources,
  template,
} from './stacks';

let machine: TestMachine;
let cfn: CloudFormationClient;
let count = 0;
beforeAll(async () => {
  machine = await startMachine({ services: [...services, shelf] });
  cfn = clientOf(machine);
});
afterAll(() => machine.destroy());

const log = (days: number) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: '/drift/log', RetentionInDays: days },
});
const value = (Value: string, rest: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: '/drift/limit', Type: 'String', Value, ...rest },
});

const ssm = () => new SSMClient(machine.client());
const byHand = (Value: string, rest: object = {}) =>
  ssm().send(new PutParameterCommand({ Name: '/drift/limit', Value, Overwrite: true, ...rest }));
const valueNow = async () =>
  (await ssm().send(new GetParameterCommand({ Name: '/drift/limit' }))).Parameter?.Value;

async function propose(
  StackName: string,
  resources: Resources,
  options: Partial<CreateChangeSetCommandInput> = {},
) {
  count += 1;
  const { Id: ChangeSetName } = await cfn.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName: `change-${count}`,
      TemplateBody: template(resources),
      DeploymentMode: 'REVERT_DRIFT',
      ...options,
    }),
  );
  await machine.idle();
  return cfn.send(new DescribeChangeSetCommand({ ChangeSetName, IncludePropertyValues: true }));
}

async function execute(ChangeSetName: string | undefined) {
  await cfn.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  await machine.idle();
}

test('a change set that reverts drift shows what is in the account, and brings it back', async () => {
  await create(machine, 'reverts', template({ Limit: value('1') }));
  await byHand('99');
  const plain = await propose('reverts', { Limit: value('1') }, { DeploymentMode: undefined });
  expect(plain).toMatchObject({ Status: 'FAILED' });
  expect(plain.StatusReason).toContain("didn't contain changes");
  const made = await propose('reverts', { Limit: value('1') });
  expect(made).toMatchObject({
    Status: 'CREATE_COMPLETE',
    DeploymentMode: 'REVERT_DRIFT',
    StackDriftStatus: 'DRIFTED',
  });
  expect(made.Changes).toEqual([
    {
      Type: 'Resource',
      ResourceChange: expect.objectContaining({
        Action: 'Modify',
        LogicalResourceId: 'Limit',
        Replacement: 'False',
        ResourceDriftStatus: 'MODIFIED',
        Details: [
          expect.objectContaining({
            Target: expect.objectContaining({
              Name: 'Value',
              BeforeValue: '99',
              AfterValue: '1',
              BeforeValueFrom: 'ACTUAL_STATE',
              AfterValueFrom: 'TEMPLATE',
              Drift: { PreviousValue: '1', ActualValue: '99' },
            }),
          }),
        ],
      }),
    },
  ]);
  expect(await valueNow()).toBe('99');
  await execute(made.ChangeSetId);
  expect(await valueNow()).toBe('1');
  expect((await describeStack(machine, 'reverts')).StackStatus).toBe('UPDATE_COMPLETE');
  const again = await propose('reverts', { Limit: value('1') });
  expect(again.StatusReason).toContain("didn't contain changes");
});

test('what the template leaves out stays, and so does what is gone or needs another resource', async () => {
  const logs = new CloudWatchLogsClient(machine.client());
  await create(machine, 'leaves', template({ Log: log(7), Item: item({ Value: 'a' }) }));
  const retention = async () => {
    const asked = { logGroupNamePrefix: '/drift/log' };
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand(asked));
    return logGroups?.map((it) => it.retentionInDays);
  };
  await logs.send(
    new PutRetentionPolicyCommand({ logGroupName: '/drift/log', retentionInDays: 30 }),
  );
  const made = await propose('leaves', { Log: log(7), Item: item({ Value: 'b' }) });
  const names = (made.Changes ?? []).map((it) => it.ResourceChange?.LogicalResourceId);
  expect(names.toSorted()).toEqual(['Item', 'Log']);
  await execute(made.ChangeSetId);
  expect(await retention()).toEqual([7]);
  await logs.send(new DeleteLogGroupCommand({ logGroupName: '/drift/log' }));
  const gone = await propose('leaves', { Log: log(7), Item: item({ Value: 'b' }) });
  expect(gone.StatusReason).toContain("didn't contain changes");
});

test('an update that fails leads back to what was in the account before it', async () => {
  const resources = (last: object) => ({
    Text: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/drift/text', Type: 'String', Value: 'ours' },
    },
    Item: item(last, { DependsOn: 'Text' }),
  });
  await create(machine, 'fails', template(resources({ Value: 'a' })));
  const now = async () =>
    (await ssm().send(new GetParameterCommand({ Name: '/drift/text' }))).Parameter?.Value;
  await ssm().send(
    new PutParameterCommand({ Name: '/drift/text', Value: 'theirs', Overwrite: true }),
  );
  const made = await propose('fails', resources({ Value: 'b', Fail: true }));
  await execute(made.ChangeSetId);
  expect((await describeStack(machine, 'fails')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await now()).toBe('theirs');
  // The stack has not taken it for its own.
  const again = await propose('fails', resources({ Value: 'a' }));
  expect(again).toMatchObject({ Status: 'CREATE_COMPLETE', StackDriftStatus: 'DRIFTED' });
});

test('only a stack that is there has drift to revert, and there is one mode', async () => {
  const Limit = value('1');
  const options = { ChangeSetType: 'CREATE', DeploymentMode: 'REVERT_DRIFT' } as const;
  await expect(propose('is-new', { Limit }, options)).rejects.toThrow('DeploymentMode with CREATE');
  const DeploymentMode = 'OTHER' as 'REVERT_DRIFT';
  await expect(propose('reverts', { Limit }, { DeploymentMode })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});
