import { GitenvError } from '../../lib/errors';
import { buildCdk } from '../cdk/builder';
import { buildSam } from '../sam/builder';
import { buildTerraform } from '../terraform/builder';
import { buildTerragrunt } from '../terragrunt/builder';
import { buildComponents } from './components/builder';
import type { Builder } from './job/builder';
import type { Component } from './job/component';
import { componentsKit } from './job/settings';
import { componentPlanner } from './planners';

/** By the name of the kit. */
const builders: Readonly<Record<string, Builder>> = {
  cdk: buildCdk,
  sam: buildSam,
  terraform: buildTerraform,
  terragrunt: buildTerragrunt,
};

/** @throws GitenvError where the kit has no build of its own */
export function builderOf(kit: string): Builder {
  const builder = kit === componentsKit ? buildComponents(builderIn) : builders[kit];
  if (builder) return builder;
  throw new GitenvError(
    'BAD_CONFIG',
    `The kit '${kit}' has no build of its own: name a program in buildspec.yml`,
  );
}

function builderIn(component: Component): Builder | undefined {
  return componentPlanner(component) && builders[component.kit.name];
}
