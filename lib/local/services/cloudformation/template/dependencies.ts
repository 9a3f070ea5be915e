import { invalid } from '../model/errors';
import { type Reference, referencesIn } from './references';
import { type Scope, unresolved } from './scope';
import type { ResourceDefinition } from './template';

/** The resources a stack has under its conditions, and for each the others it must wait for. */
export interface Graph {
  /** Logical ids, each after everything it depends on. */
  readonly order: readonly string[];
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

/**
 * Orders a template's resources by what they refer to and by `DependsOn`.
 * @throws ServiceError for what refers to nothing, and for cycles
 */
export function graphOf(scope: Scope): Graph {
  const { resources, outputs } = scope.template;
  const present = Object.entries(resources).filter(([, { Condition }]) => isOn(Condition, scope));
  const names = new Set(present.map(([name]) => name));
  const dependencies = new Map(
    present.map(([name, resource]) => [name, dependenciesOf(resource, names, scope)]),
  );
  for (const output of Object.values(outputs)) {
    if (isOn(output.Condition, scope))
      checkReferences(
        referencesIn([output.Value, output.Export?.Name ?? ''], scope),
        names,
        scope,
        'Outputs',
      );
  }
  return { order: sorted(dependencies), dependencies };
}

export function isOn(condition: string | undefined, scope: Scope): boolean {
  return condition === undefined || scope.conditions(condition);
}

function dependenciesOf(
  resource: ResourceDefinition,
  names: ReadonlySet<string>,
  scope: Scope,
): readonly string[] {
  const explicit = [resource.DependsOn ?? []].flat();
  const unknown = explicit.filter((name) => !Object.hasOwn(scope.template.resources, name));
  if (unknown.length > 0) throw unresolved(unknown.join(', '), 'Resources');
  const references = referencesIn(resource.Properties ?? {}, scope);
  checkReferences(references, names, scope, 'Resources');
  const found = [...explicit, ...references.map(({ name }) => name)];
  return [...new Set(found.filter((name) => names.has(name)))];
}

function checkReferences(
  references: readonly Reference[],
  names: ReadonlySet<string>,
  scope: Scope,
  block: string,
): void {
  const missing = references.filter(
    ({ name, attribute }) =>
      !names.has(name) && (attribute !== undefined || !Object.hasOwn(scope.values, name)),
  );
  const through = missing.find(({ attribute }) => attribute !== undefined);
  if (through && !Object.hasOwn(scope.template.resources, through.name))
    throw invalid(
      `Template error: instance of Fn::GetAtt references undefined resource ${through.name}`,
    );
  if (missing.length > 0)
    throw unresolved([...new Set(missing.map(({ name }) => name))].join(', '), block);
}

function sorted(dependencies: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const order = new Set<string>();
  let waiting = [...dependencies.keys()];
  while (waiting.length > 0) {
    const ready = waiting.filter((name) => dependencies.get(name)?.every((d) => order.has(d)));
    if (ready.length === 0)
      throw invalid(
        `Circular dependency between resources: [${onCycles(waiting, dependencies).join(', ')}]`,
      );
    for (const name of ready) order.add(name);
    waiting = waiting.filter((name) => !order.has(name));
  }
  return [...order];
}

/** Of those that can never become ready, those that can reach themselves. */
function onCycles(
  waiting: readonly string[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    (dependencies.get(from) ?? []).some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, goal, seen);
    });
  return waiting.filter((name) => reaches(name, name, new Set()));
}
