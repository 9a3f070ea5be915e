import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { type Envelope, recordedOf } from '../../../../lib/local/services/events/model/records';
import { type TestMachine, testAccount, testRegion } from '../../machine';

export type RecordedEvent = Envelope & { readonly detail: Readonly<Record<string, unknown>> };
/** The events so far, in the order in which they were raised. */
export type RecordedEvents = () => Promise<readonly RecordedEvent[]>;

/** Lets a rule send every event of AWS's services to a queue, which on this machine records what it is sent. */
export async function recordEvents(machine: TestMachine): Promise<RecordedEvents> {
  const client = new EventBridgeClient(machine.client());
  const EventPattern = JSON.stringify({ source: [{ prefix: 'aws.' }] });
  await client.send(new PutRuleCommand({ Name: 'recorder', EventPattern }));
  await client.send(
    new PutTargetsCommand({
      Rule: 'recorder',
      Targets: [{ Id: 'queue', Arn: `arn:aws:sqs:${testRegion}:${testAccount}:recorder` }],
    }),
  );
  return async () => {
    await machine.idle();
    const context = machine.machine.context(serviceCaller(testAccount), testRegion);
    return recordedOf(context)
      .list()
      .map(({ input }) => JSON.parse(input) as RecordedEvent);
  };
}
