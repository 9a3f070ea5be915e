import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parameters } from '../../../../lib/contract';
import { services } from '../../../../lib/local/services';
import { Gate } from '../../../buildspecs/cloudformation/gate';
import { testAccount, testRegion } from '../../../local/machine';
import { type KitStage, until } from '../../../stories/going-back';
import { type RightsStory, story, typed } from './story';

const arn = (name: string) => `arn:aws:ssm:${testRegion}:${testAccount}:parameter/${name}`;
const rights = ['ssm:PutParameter', 'ssm:GetParameters', 'ssm:GetParameter', 'ssm:DeleteParameter'];

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
  const policy = await kit.policy('limits', { [arn('limit')]: rights, [arn('mails')]: rights });
  await kit.install({ [parameters.deployPolicies]: policy, ...more });
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

/** A parameter that no stack has made. */
async function make({ stage }: KitStage, Name: string): Promise<void> {
  const put = new PutParameterCommand({ Name, Type: 'String', Value: 'by hand' });
  await new SSMClient(stage.machine.client()).send(put);
}

/** The log of the newest release has to say what CloudFormation refused. */
async function explained(kit: KitStage): Promise<void> {
  await kit.stage.machine.idle();
  const log = await typed(kit, 'logs', 'dev');
  if (!log.includes("identifier '/mails' already exists")) throw new Error(`no reason: ${log}`);
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
    await kit.release('The same', {});
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
