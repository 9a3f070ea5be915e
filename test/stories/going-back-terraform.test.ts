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

describe('gitenv rollback --now, with the kit terraform', () => {
  const good = { 'world.json': JSON.stringify({ changes: changes.good }) };
  const bad = (hangsIn: string) => ({
    'world.json': JSON.stringify({ changes: changes.bad, hangsIn }),
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
