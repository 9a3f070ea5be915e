import { resource } from '../buildspecs/terraform/bench';
import { KitStage } from './going-back';
import { changes, HeldStates, removal } from './held-state';

let kit: KitStage;
let states: HeldStates;
beforeEach(async () => {
  kit = await KitStage.set();
  states = new HeldStates(kit);
  await states.install();
});
afterEach(() => kit.destroy());

describe('gitenv rollback --now, with the kit terragrunt', () => {
  const unit = (name: string, world: object) => ({
    [`live/dev/${name}/terragrunt.hcl`]: 'terraform {\n  source = "./x"\n}\n',
    [`live/dev/${name}/world.json`]: JSON.stringify(world),
  });
  const network = unit('network', { changes: [resource('aws_vpc.main', ['update'])] });
  const good = { ...network, ...unit('queue', { changes: changes.good }) };
  const bad = (hangsIn: string) => ({
    ...network,
    ...unit('queue', { changes: changes.bad, hangsIn }),
  });
  beforeEach(() => {
    kit.useKit('terragrunt');
    kit.write('.terraform-version', '1.13.4\n');
    kit.write('.terragrunt-version', '1.0.3\n');
    const tools = { terraform: 'stand-in.cjs', terragrunt: 'terragrunt-stand-in.cjs' };
    states.putTools(tools, { units: { network: {}, queue: {} } });
  });

  test('brings back the good commit from a unit whose apply was ended with its lock held', async () => {
    const before = await kit.release('Good', good);
    const hangs = () => states.isHeld('OperationTypeApply', '/queue');
    const hanging = await kit.hang('Bad', bad('apply'), hangs);
    const left = await states.lock('/queue');
    await kit.goBack(before, hanging);
    expect(await kit.deployLog()).toMatch(removal(left, 'shop-deploy'));
    expect(await states.lock('/queue')).toBeUndefined();
  });

  test('brings back the good commit from a unit whose plan was ended with its lock held', async () => {
    const before = await kit.release('Good', good);
    const hangs = () => states.isHeld('OperationTypePlan', '/queue');
    const hanging = await kit.hang('Bad', bad('plan'), hangs);
    const left = await states.lock('/queue');
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toMatch(removal(left, 'shop-build'));
    expect(await states.lock('/queue')).toBeUndefined();
  });
});
