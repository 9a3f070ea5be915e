import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { services } from '../../lib/local/services';
import { Gate } from '../buildspecs/cloudformation/gate';
import { application } from '../deploy/stage';
import { until } from '../local/until';
import { KitStage } from './going-back';

let gate: Gate;
let kit: KitStage;
beforeEach(async () => {
  gate = new Gate();
  kit = await KitStage.set({ services: [...services, gate.service] });
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

async function begin(parameters: Record<string, string> = {}): Promise<void> {
  await kit.install(parameters);
  kit.useKit('cloudformation');
}

describe('gitenv rollback --now', () => {
  test('brings back the good commit from an update of its stack that never settles', async () => {
    await begin();
    const good = await kit.release('Good', template({ Value: 'good' }));
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

  test("goes on if the way back of the stack fails, and says what may still be the bad commit's", async () => {
    await begin();
    const good = await kit.release('Good', template({ Value: 'good' }));
    const rotten = template({ Value: 'bad', Holds: true, Rots: true }, extra);
    const bad = await kit.hang('Bad', rotten, () => kit.isUpdating());
    const back = await kit.goBack(good, bad, letGo);
    expect(await kit.stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(back.stderr).toContain(
      'In stack shop these may still be as the release before left them, and no plan shows it: One. Compare them with the commit: gitenv drift dev',
    );
  });

  test('needs no approval of anybody else for what its deploy settles first', async () => {
    await begin({ Approval: 'yes' });
    const good = await kit.begin('Good', template({ Value: 'good' }));
    await approved(good);
    await kit.stage.machine.idle();
    const bad = await kit.begin('Bad', template({ Value: 'bad', Holds: true }));
    await approved(bad);
    await until(() => kit.isUpdating());
    const back = await kit.goBack(good, bad, letGo);
    expect(back.stderr).toContain('dev: approved this release in Approve, because it puts back');
    expect(await kit.stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

const extra = { Two: { Type: 'Test::Gate::Item', Properties: { Value: 'extra' } } };

async function approved(commit: string): Promise<void> {
  await kit.stage.machine.idle();
  expect(await kit.stage.gitenv(['approve', 'dev', commit, '--yes', '--no-follow'])).toMatchObject({
    exitCode: 0,
  });
}
