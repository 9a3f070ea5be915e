import { ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameters } from '../../../../lib/contract';
import { services } from '../../../../lib/local/services';
import { Gate } from '../../../buildspecs/cloudformation/gate';
import { application } from '../../../deploy/stage';
import { testAccount, testRegion } from '../../../local/machine';
import { until } from '../../../local/until';
import type { KitStage } from '../../../stories/going-back';
import { Clock, hour } from './clock';
import { type RightsStory, says, story, typed } from './story';

const arn = (name: string) => `arn:aws:ssm:${testRegion}:${testAccount}:parameter/${name}`;
const looks = ['ssm:GetParameters', 'ssm:GetParameter'];
const rights = ['ssm:PutParameter', ...looks, 'ssm:DeleteParameter'];

function template(values: Record<string, string>): Record<string, string> {
  const Resources = Object.fromEntries(
    Object.entries(values).map(([id, Value]) => [
      id,
      {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: `/${id.toLowerCase()}`, Type: 'String', Value },
      },
    ]),
  );
  return { 'template.yml': JSON.stringify({ Resources }) };
}

/** The kit cloudformation, with the rights that its template's resources need. */
async function begin(kit: KitStage, more: Record<string, string> = {}): Promise<void> {
  const both = (actions: string[]) => ({ [arn('limit')]: actions, [arn('mails')]: actions });
  const values = {
    [parameters.deployPolicies]: await kit.policy('limits', both(rights)),
    // By which CloudFormation compares them.
    [parameters.buildPolicies]: await kit.policy('looks', both(looks)),
  };
  await kit.install({ ...values, ...more });
  kit.useKit('cloudformation');
}

function gated(name: string, play: (kit: KitStage, gate: Gate) => Promise<void>): RightsStory {
  const gate = new Gate();
  const all = [...services, gate.service];
  const guarded = async (kit: KitStage) => {
    try {
      await play(kit, gate);
    } finally {
      gate.open();
    }
  };
  return story(name, guarded, { services: all });
}

function items(properties: object): Record<string, string> {
  const Resources = { One: { Type: 'Test::Gate::Item', Properties: properties } };
  return { 'template.yml': JSON.stringify({ Resources }) };
}

/** Sets a parameter as somebody does who has not heard of the stack. */
async function make({ stage }: KitStage, Name: string, Overwrite = false): Promise<void> {
  const put = new PutParameterCommand({ Name, Type: 'String', Value: 'by hand', Overwrite });
  await new SSMClient(stage.machine.client()).send(put);
}

/** The stack of the application may not keep what releases planned that are over. */
async function cleared({ cloudformation }: KitStage): Promise<void> {
  const { Summaries = [] } = await cloudformation.send(
    new ListChangeSetsCommand({ StackName: application }),
  );
  const waiting = Summaries.filter(
    ({ ExecutionStatus }) => !/^EXECUTE_/.test(ExecutionStatus ?? ''),
  );
  const kept = waiting.map(({ ChangeSetName }) => ChangeSetName);
  if (kept.length > 0) throw new Error(`there still are ${kept.join(' and ')}`);
}

/** The log of the newest release has to say what CloudFormation refused. */
async function explained(kit: KitStage): Promise<void> {
  await kit.stage.machine.idle();
  const log = await typed(kit, 'logs', 'dev');
  if (!log.includes("identifier '/mails' already exists")) throw new Error(`no reason: ${log}`);
}

const clock = new Clock();

/** The account compares itself with what runs in it when the time has come. */
async function driftInTime(kit: KitStage): Promise<void> {
  clock.reset();
  const driftSchedule = 'rate(1 hour)';
  await begin(kit, { [parameters.driftSchedule]: driftSchedule });
  const dev = { region: testRegion, profile: 'dev', account: testAccount, driftSchedule };
  kit.useKit('cloudformation', { environments: { dev } });
  await kit.release('One', template({ Limit: '1' }));
  await make(kit, '/limit', true);
  await clock.pass(kit.stage.machine, 1.1 * hour, (settings) =>
    new EventBridgeClient(settings).send(new ListRulesCommand({})),
  );
  await says(kit, 'status', 'drift: 1 thing is not as');
}

/** Releases that change stacks of CloudFormation. */
export const stacks: readonly RightsStory[] = [
  story('stacks that change, with an approval of the plan', async (kit) => {
    await begin(kit, { [parameters.approval]: 'changes' });
    for (const limit of ['1', '2']) {
      const commit = await kit.begin(`Limit ${limit}`, template({ Limit: limit }));
      await kit.stage.machine.idle();
      await typed(kit, 'approve', 'dev', commit, '--yes');
    }
    const unwanted = await kit.begin('Limit 3', template({ Limit: '3' }));
    await kit.stage.machine.idle();
    await typed(kit, 'reject', 'dev', unwanted, '--yes');
    await kit.release('The same', template({ Limit: '2' }));
    await cleared(kit);
    await typed(kit, 'drift', 'dev');
    await typed(kit, 'plan', 'dev');
  }),
  story('a change set that CloudFormation refuses', async (kit) => {
    await begin(kit);
    await kit.release('One', template({ Limit: '1' }));
    await make(kit, '/mails');
    await kit.begin('Refused', template({ Limit: '1', Mails: '1' }));
    await explained(kit);
  }),
  story('a stack that was never whole, and begins anew', async (kit) => {
    await begin(kit);
    await kit.begin('Not allowed', template({ Other: '1' }));
    await kit.stage.machine.idle();
    await make(kit, '/mails');
    // There is no stack to plan against, so that its deploy plans.
    await kit.begin('Refused', template({ Mails: '1' }));
    await explained(kit);
    await kit.release('Allowed', template({ Limit: '1' }));
  }),
  story('a stack that is compared in time', driftInTime, clock.options),
  gated('an update that never settles', async (kit, gate) => {
    await begin(kit);
    const good = await kit.release('Good', items({ Value: 'good' }));
    const rotten = items({ Value: 'bad', Holds: true, Rots: true });
    const bad = await kit.hang('Bad', rotten, () => kit.isUpdating());
    await kit.goBack(good, bad, async () => {
      await until(() => kit.isTakenBack());
      gate.open();
    });
  }),
];
