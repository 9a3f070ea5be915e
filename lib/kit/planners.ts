import { cdk } from './cdk/planner';
import { cloudformation } from './cloudformation/planner';
import { imageStack } from './image/planner';
import type { Planner } from './planner';
import { sam } from './sam/planner';
import { staticSite } from './static-site/planner';
import { terraform } from './terraform/planner';
import { terragrunt } from './terragrunt/planner';

/** By the name of the kit. */
export const planners: Readonly<Record<string, Planner>> = {
  cdk,
  cloudformation,
  ecs: imageStack,
  'lambda-image': imageStack,
  sam,
  'static-site': staticSite,
  terraform,
  terragrunt,
};

/** @throws Error where the kit makes no plans */
export function plannerOf(kit: string): Planner {
  const planner = planners[kit];
  if (planner) return planner;
  throw new Error(`The kit '${kit}' makes no plans.`);
}
