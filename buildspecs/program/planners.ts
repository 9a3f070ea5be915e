import { GitenvError } from '../../lib/errors';
import { cdk } from '../cdk/planner';
import { cloudformation } from '../cloudformation/planner';
import { ecs } from '../ecs/planner';
import { lambdaImage } from '../lambda-image/planner';
import { sam } from '../sam/planner';
import { staticSite } from '../static-site/planner';
import { terraform } from '../terraform/planner';
import { terragrunt } from '../terragrunt/planner';
import { type ComponentPlanner, componentsPlanner } from './components/planner';
import type { Component } from './job/component';
import type { Planner } from './job/planner';
import { componentsKit, scriptKit } from './job/settings';

/** By the name of the kit. */
export const planners: Readonly<Record<string, Planner>> = {
  cdk,
  cloudformation,
  ecs,
  'lambda-image': lambdaImage,
  sam,
  'static-site': staticSite,
  terraform,
  terragrunt,
};

/** @throws GitenvError where the kit makes no plans */
export function plannerOf(kit: string): Planner {
  const planner = kit === componentsKit ? componentsPlanner(componentPlanner) : planners[kit];
  if (planner) return planner;
  throw new GitenvError('BAD_CONFIG', `The kit '${kit}' makes no plans`);
}

/**
 * @returns undefined where the component has a deploy of its own
 * @throws GitenvError where its kit is none, or takes a whole repository
 */
export function componentPlanner({ name, kit }: Component): ComponentPlanner | undefined {
  const able = Object.entries(planners).filter((entry): entry is [string, ComponentPlanner] =>
    Boolean(entry[1].inComponent),
  );
  const [, planner] = able.find(([it]) => it === kit.name) ?? [];
  if (planner || kit.name === scriptKit) return planner;
  const known = [scriptKit, ...able.map(([it]) => it)].join(', ');
  throw new GitenvError(
    'BAD_CONFIG',
    `The component ${name} cannot have the kit '${kit.name}'; it can have ${known}`,
  );
}
