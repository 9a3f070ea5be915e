import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { cloudformation } from '../../../../lib/local/services/cloudformation';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { type Item, shelf } from './shelf';

export type Resources = Readonly<Record<string, unknown>>;

export const startShelves = (options: Parameters<typeof startMachine>[0] = {}) =>
  startMachine({ services: [cloudformation, shelf], ...options });

export const clientOf = (machine: TestMachine) => new CloudFormationClient(machine.client());

export const item = (Properties: object = {}, rest: object = {}) => ({
  Type: 'Test::Shelf::Item',
  Properties,
  ...rest,
});

export const template = (Resources: Resources, rest: object = {}) =>
  JSON.stringify({ Resources, ...rest });

/** Creates a stack and waits until it is at rest. */
export async function create(
  machine: TestMachine,
  StackName: string,
  TemplateBody: string,
  options: Partial<CreateStackCommandInput> = {},
): Promise<Stack> {
  const client = clientOf(machine);
  const { StackId } = await client.send(
    new CreateStackCommand({ StackName, TemplateBody, ...options }),
  );
  await machine.idle();
  return describe(machine, StackId ?? '');
}

export async function update(
  machine: TestMachine,
  StackName: string,
  TemplateBody: string | undefined,
  options: Partial<UpdateStackCommandInput> = {},
): Promise<Stack> {
  await clientOf(machine).send(new UpdateStackCommand({ StackName, TemplateBody, ...options }));
  await machine.idle();
  return describe(machine, StackName);
}

export async function describe(machine: TestMachine, StackName: string): Promise<Stack> {
  const { Stacks } = await clientOf(machine).send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0] as Stack;
}

export async function events(machine: TestMachine, StackName: string): Promise<StackEvent[]> {
  const { StackEvents } = await clientOf(machine).send(
    new DescribeStackEventsCommand({ StackName }),
  );
  return (StackEvents ?? []).toReversed();
}

/** `Logical STATUS` of every event, oldest first. */
export async function story(machine: TestMachine, StackName: string): Promise<string[]> {
  return (await events(machine, StackName)).map(
    (event) => `${event.LogicalResourceId} ${event.ResourceStatus}`,
  );
}

/** What is really on the shelf, by name. */
export async function shelved(machine: TestMachine): Promise<Record<string, Item>> {
  const context = machine.machine.context(serviceCaller(testAccount), testRegion);
  const { Items } = await context.call<{ Items: Item[] }>('shelf', 'ListItems', {});
  return Object.fromEntries(Items.map((one) => [one.name, one]));
}

export const outputs = (stack: Stack): Record<string, string> =>
  Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
