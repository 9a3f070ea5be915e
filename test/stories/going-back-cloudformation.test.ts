import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { services } from '../../lib/local/services';
import { Gate } from '../buildspecs/cloudformation/gate';
import { application } from '../deploy/stage';
import { KitStage, until } from './going-back';

let gate: Gate;
let kit: KitStage;
beforeEach(async () => {
  gate = new Gate();
  kit = await KitStage.set([...services, gate.service]);
  await kit.install();
  kit.useKit('cloudformation');
});
afterEach(async () => {
  gate.open();
  await kit.destroy();
});

function template(one: object, more: object = {}): Record<string, string> {
  const resources = { One: { Type: 'Test::Gate::Item', Properties: one }, ...more };
  return { 'template.yml': JSON.stringify({ Resources: resources }) };
}

/** CloudFormation ends what is in work in a stack that goes back. */
async function letGo(): Promise<void> {
  await until(() => kit.isTakenBack());
  gate.open();
}

async function standing(): Promise<unknown> {
  const { TemplateBody = '' } = await kit.cloudformation.send(
    new GetTemplateCommand({ StackName: application }),
  );
  return JSON.parse(TemplateBody).Resources;
}

describe('gitenv rollback --now', () => {
  test('brings back the good commit from an update of its stack that never settles', async () => {
    const good = await kit.release('Good', template({ Value: 'good' }));
    const extra = { Two: { Type: 'Test::Gate::Item', Properties: { Value: 'extra' } } };
    const bad = await kit.hang('Bad', template({ Value: 'bad', Holds: true }, extra), () =>
      kit.isUpdating(),
    );
    await kit.goBack(good, bad, letGo);
    expect(await kit.stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await standing()).toEqual({
      One: { Type: 'Test::Gate::Item', Properties: { Value: 'good' } },
    });
    expect(await kit.deployLog()).toContain(
      'Stack shop is UPDATE_IN_PROGRESS: cancelling the update, and following its way back.',
    );
  });
});
