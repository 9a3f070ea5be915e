import { buildCdk } from '../cdk/synthesize';
import { buildSam } from '../sam/build';
import { buildTerraform } from '../terraform/build';
import { buildTerragrunt } from '../terragrunt/build';
import { buildComponents } from './components/build';
import type { Component } from './components/declared';
import type { Builder } from './job/builder';
import { componentsKit } from './job/settings';
import { componentPlanner } from './planners';

/** By the name of the kit. */
const builders: Readonly<Record<string, Builder>> = {
  cdk: buildCdk,
  sam: buildSam,
  terraform: buildTerraform,
  terragrunt: buildTerragrunt,
};

/** @throws Error where the kit has no build of its own */
export function builderOf(kit: string): Builder {
  const builder = kit === componentsKit ? buildComponents(builderIn) : builders[kit];
  if (builder) return builder;
  throw new Error(`The kit '${kit}' has no build of its own: name a program in buildspec.yml.`);
}

function builderIn(component: Component): Builder | undefined {
  return componentPlanner(component) && builders[component.kit.name];
}
