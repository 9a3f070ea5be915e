import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { startMachine, type TestMachine } from '../../machine';
import { CdkApp } from './cdk';
import { clientOf } from './stacks';

let machine: TestMachine;
let app: CdkApp;
beforeAll(async () => {
  machine = await startMachine();
  app = new CdkApp(machine);
});
afterAll(async () => {
  app.remove();
  await machine.destroy();
});

async function retention(): Promise<(number | undefined)[]> {
  const { logGroups = [] } = await new CloudWatchLogsClient(machine.client()).send(
    new DescribeLogGroupsCommand({}),
  );
  return logGroups.map(({ retentionInDays }) => retentionInDays);
}

describe('cdk', () => {
  test('deploys, updates and destroys a stack with no more than a profile', async () => {
    const variables = { SYNTHESIZER: 'legacy', DAYS: '7' };
    await app.run(['deploy', '--require-approval', 'never'], variables);
    expect(await retention()).toEqual([7]);
    const again = await app.run(['deploy', '--require-approval', 'never'], variables);
    expect(again).toContain('(no changes)');
    await app.run(['deploy', '--require-approval', 'never'], { ...variables, DAYS: '30' });
    expect(await retention()).toEqual([30]);
    await app.run(['destroy', '--force'], variables);
    expect(await retention()).toEqual([]);
  });

  test('bootstraps an account, and then deploys with the roles and the bucket it made', async () => {
    const variables = { DAYS: '7' };
    await app.run(['bootstrap'], variables);
    await app.run(['deploy', '--require-approval', 'never'], variables);
    expect(await app.run(['diff'], { DAYS: '30' })).toContain('RetentionInDays');
    await app.run(['deploy', '--require-approval', 'never', '--method', 'direct'], { DAYS: '30' });
    const { Stacks = [] } = await clientOf(machine).send(new DescribeStacksCommand({}));
    expect(Stacks.map(({ StackName, StackStatus }) => [StackName, StackStatus])).toEqual([
      ['Hand', 'UPDATE_COMPLETE'],
      ['CDKToolkit', 'CREATE_COMPLETE'],
    ]);
    expect(Stacks[0]?.RoleARN).toContain('cfn-exec-role');
    await app.run(['destroy', '--force'], variables);
  });
});
