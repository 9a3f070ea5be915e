import { resource } from '../buildspecs/terraform/bench';
import { KitStage } from './going-back';
import { HeldStates, type StateLock } from './held-state';

let kit: KitStage;
let states: HeldStates;
beforeEach(async () => {
  kit = await KitStage.set();
  states = new HeldStates(kit);
  await states.install();
});
afterEach(() => kit.destroy());

function removal(held: StateLock | undefined, project: string): RegExp {
  const { ID, Operation } = held ?? {};
  return new RegExp(
    `is locked by .+ \\(${Operation}, lock ${ID}\\), which the build ${project}:\\S+ has left: removing it\\.`,
  );
}

const jobs = resource('aws_sqs_queue.jobs', ['create']);
const limit = resource('aws_ssm_parameter.limit', ['update']);
const mails = resource('aws_sqs_queue.mails', ['create']);
const says = (world: object) => JSON.stringify(world);

describe('gitenv rollback --now, with the kit terraform', () => {
  const good = { 'world.json': says({ changes: [jobs, limit] }) };
  const bad = (hangsIn: string) => ({
    'world.json': says({ changes: [jobs, limit, mails], hangsIn }),
  });
  beforeEach(() => {
    kit.useKit('terraform');
    kit.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
    kit.write('.terraform-version', '1.13.4\n');
    states.putTools({ terraform: 'stand-in.cjs' });
  });

  test('brings back the good commit from an apply that was ended with the lock of its state held', async () => {
    const before = await kit.release('Good', good);
    const hanging = await kit.hang('Bad', bad('apply'), () => states.isHeld('OperationTypeApply'));
    const left = await states.lock();
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toContain('aws_ssm_parameter.limit: Creation complete');
    expect(await kit.deployLog()).toMatch(removal(left, 'shop-deploy'));
    expect(await states.lock()).toBeUndefined();
  });

  test('brings back the good commit from a plan that was ended with the lock of its state held', async () => {
    const before = await kit.release('Good', good);
    const hanging = await kit.hang('Bad', bad('plan'), () => states.isHeld('OperationTypePlan'));
    const left = await states.lock();
    const back = await kit.goBack(before, hanging);
    expect(back.stderr).toMatch(removal(left, 'shop-build'));
    expect(await states.lock()).toBeUndefined();
  });
});

describe('gitenv rollback --now, with the kit terragrunt', () => {
  const unit = (name: string, world: object) => ({
    [`live/dev/${name}/terragrunt.hcl`]: 'terraform {\n  source = "./x"\n}\n',
    [`live/dev/${name}/world.json`]: says(world),
  });
  const network = unit('network', { changes: [resource('aws_vpc.main', ['update'])] });
  const good = { ...network, ...unit('queue', { changes: [jobs, limit] }) };
  const bad = (hangsIn: string) => ({
    ...network,
    ...unit('queue', { changes: [jobs, limit, mails], hangsIn }),
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
