import {
  CreateStackCommand,
  DescribeEventsCommand,
  type OperationEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { startMachine, type TestMachine } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  story,
  template,
  update,
} from './stacks';

let machine: TestMachine;
beforeEach(async () => {
  machine = await startMachine();
});
afterEach(() => machine.destroy());

const queue = (Properties: object) => ({ Type: 'AWS::SQS::Queue', Properties });
const parameter = (Name: string, Value: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});
const wrong = template({ Jobs: queue({ VisibilityTimeoutSeconds: 30 }) });
const said = (name: string) =>
  `The following hook(s)/validation failed: [AWS::EarlyValidation::${name}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;

async function failures(
  StackName: string,
  OperationId: string | undefined,
): Promise<OperationEvent[]> {
  const { OperationEvents = [] } = await clientOf(machine).send(
    new DescribeEventsCommand({ StackName, OperationId, Filters: { FailedEvents: true } }),
  );
  return OperationEvents;
}

describe('a stack that early validation refuses', () => {
  test('ends before there is any resource, and DescribeEvents alone says for what', async () => {
    const client = clientOf(machine);
    const { OperationId } = await client.send(
      new CreateStackCommand({ StackName: 'app', TemplateBody: wrong }),
    );
    await machine.idle();
    const { StackStatus } = await describeStack(machine, 'app');
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await story(machine, 'app')).toEqual([
      'app CREATE_IN_PROGRESS',
      'app ROLLBACK_IN_PROGRESS',
      'app ROLLBACK_COMPLETE',
    ]);
    const [, failed] = await events(machine, 'app');
    expect(failed?.ResourceStatusReason).toContain(said('PropertyValidation'));
    const told = await failures('app', OperationId);
    expect(told).toEqual([
      expect.objectContaining({
        OperationId,
        OperationType: 'CREATE_STACK',
        EventType: 'VALIDATION_ERROR',
        LogicalResourceId: 'Jobs',
        ResourceType: 'AWS::SQS::Queue',
        ValidationFailureMode: 'FAIL',
        ValidationName: 'PROPERTY_VALIDATION',
        ValidationStatus: 'FAILED',
        ValidationStatusReason: '#: extraneous key [VisibilityTimeoutSeconds] is not permitted',
        ValidationPath: '/Resources/Jobs/Properties',
      }),
    ]);
  });

  test('stays failed, or goes, as whoever creates it has asked', async () => {
    const failed = await create(machine, 'stays', wrong, { OnFailure: 'DO_NOTHING' });
    expect([failed.StackStatus, failed.StackStatusReason]).toEqual([
      'CREATE_FAILED',
      said('PropertyValidation'),
    ]);
    const gone = await create(machine, 'goes', wrong, { OnFailure: 'DELETE' });
    expect(gone.StackStatus).toBe('DELETE_COMPLETE');
  });

  test('goes back to what it was, if it is an update that adds a name that is taken', async () => {
    await create(machine, 'other', template({ Limit: parameter('/limit', '1') }));
    await create(machine, 'app', template({ Mails: parameter('/mails', '1') }));
    const both = template({ Mails: parameter('/mails', '2'), Limit: parameter('/limit', '2') });
    const { OperationId } = await clientOf(machine).send(
      new UpdateStackCommand({ StackName: 'app', TemplateBody: both }),
    );
    await machine.idle();
    const { StackStatus } = await describeStack(machine, 'app');
    expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    const [told] = await failures('app', OperationId);
    expect(told).toMatchObject({
      OperationType: 'UPDATE_STACK',
      ValidationName: 'NAME_CONFLICT_VALIDATION',
      LogicalResourceId: 'Limit',
    });
    expect(await story(machine, 'app')).not.toContain('Mails UPDATE_IN_PROGRESS');
    const right = template({ Mails: parameter('/mails', '2') });
    expect((await update(machine, 'app', right)).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('is told of in the order of time, among the other events', async () => {
    await create(machine, 'app', wrong);
    const { OperationEvents = [] } = await clientOf(machine).send(
      new DescribeEventsCommand({ StackName: 'app' }),
    );
    expect(OperationEvents.map((it) => it.ValidationName ?? it.ResourceStatus)).toEqual([
      'ROLLBACK_COMPLETE',
      'ROLLBACK_IN_PROGRESS',
      'PROPERTY_VALIDATION',
      'CREATE_IN_PROGRESS',
    ]);
  });

  test('is begun all the same by whoever turns validation off', async () => {
    await create(machine, 'app', wrong, { DisableValidation: true });
    expect(await story(machine, 'app')).toContain('Jobs CREATE_IN_PROGRESS');
  });
});
