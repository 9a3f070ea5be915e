import { services } from '../../lib/local/services';
import { Gate } from '../buildspecs/cloudformation/gate';
import { application } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { until } from '../local/until';
import { casesOf } from '../matrix';
import { Docker } from './docker';
import { KitStage } from './going-back';

const repository = `arn:aws:ecr:${testRegion}:${testAccount}:repository/${application}`;

/** What a kit whose application is an image runs it as. */
const kits = [
  { name: 'ecs', example: 'courier', service: 'ecs', type: 'AWS::ECS::Service' },
  { name: 'lambda-image', example: 'quotes', service: 'lambda', type: 'AWS::Lambda::Function' },
];

describe.each(casesOf(kits, ({ name }) => name === 'ecs'))(
  'gitenv rollback --now, with the kit $name',
  ({ name, example, ...runs }) => {
    let gate: Gate;
    let kit: KitStage;
    let docker: Docker;
    beforeEach(async () => {
      gate = new Gate();
      kit = await KitStage.set({
        services: services.map((it) =>
          it.name === runs.service ? gate.guarded(it, runs.type) : it,
        ),
      });
      docker = new Docker(kit.stage.folder);
      const DeployPolicies = await kit.policy('service', {
        [repository]: ['ecr:BatchGetImage'],
        '*': ['ecs:*', 'lambda:*', 'iam:*', 'logs:*'],
      });
      await kit.install({ Privileged: 'yes', DeployPolicies });
      kit.useExample(example);
      kit.useKit(name);
    });
    afterEach(async () => {
      gate.open();
      await kit.destroy();
    });

    /** What runs the image, as the stack says. */
    const image = async () => {
      const parameters = await kit.stackParameters();
      return parameters.GitenvImage;
    };

    test(`brings back the good image from an ${runs.type} that never becomes stable`, async () => {
      const good = await kit.release('Good');
      const ran = await image();
      gate.shut();
      const bad = await kit.hang('Bad', {}, () => kit.isUpdating());
      const built = docker.builds;
      const back = await kit.goBack(good, bad, async () => {
        await until(() => kit.isTakenBack());
        gate.open();
      });
      expect(back.stderr).toMatch(/The bundle .+ tests and build are skipped\./);
      expect(await image()).toBe(ran);
      expect(docker.builds).toBe(built);
      expect(await kit.stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
    });
  },
);
