import { resource } from '../../../buildspecs/terraform/bench';
import type { KitStage } from '../../../stories/going-back';
import { HeldStates } from '../../../stories/held-state';
import { type RightsStory, story } from './story';

const jobs = resource('aws_sqs_queue.jobs', ['create']);
const limit = resource('aws_ssm_parameter.limit', ['update']);
const says = (world: object) => ({
  'world.json': JSON.stringify({ changes: [jobs, limit], ...world }),
});

/** A release that is ended while its tool holds the lock of the state, and the way back, which removes that. */
async function leave(kit: KitStage, hangsIn: string, operation: string): Promise<void> {
  const states = new HeldStates(kit);
  await states.install();
  kit.useKit('terraform');
  kit.write('main.tf', 'terraform {\n  backend "s3" {}\n}\n');
  kit.write('.terraform-version', '1.13.4\n');
  states.putTools({ terraform: 'stand-in.cjs' });
  const good = await kit.release('Good', says({}));
  const bad = await kit.hang('Bad', says({ hangsIn }), () => states.isHeld(operation));
  await kit.goBack(good, bad);
}

/** Releases whose tool locks a state. */
export const tools: readonly RightsStory[] = [
  story('a plan that left the lock of its state', (kit) => leave(kit, 'plan', 'OperationTypePlan')),
  story('an apply that left the lock of its state', (kit) =>
    leave(kit, 'apply', 'OperationTypeApply'),
  ),
];
