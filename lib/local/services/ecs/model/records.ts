import type { Context, Properties } from '../../../base/context';
import type { Records } from '../../../base/store';
import { nameIn } from './names';

/** One revision of a task definition. It stays when it is deregistered, as no revision comes twice. */
export interface StoredTaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly active: boolean;
  readonly properties: Properties;
}

export const clusterRecords = 'ecs/clusters';

export const taskDefinitionsOf = (context: Context): Records<StoredTaskDefinition> =>
  context.records('ecs/task-definitions');

/**
 * An active revision by its ARN or its name; a family alone is its newest active one.
 * @returns undefined where there is none
 */
export function taskDefinitionNamed(
  reference: unknown,
  context: Context,
): StoredTaskDefinition | undefined {
  const name = nameIn(reference);
  const active = taskDefinitionsOf(context)
    .list()
    .filter((one) => one.active);
  return (
    active.find((one) => revisionName(one) === name) ??
    active.filter(({ family }) => family === name).toSorted((a, b) => b.revision - a.revision)[0]
  );
}

/** Such as `worker:3`. */
export const revisionName = ({ family, revision }: StoredTaskDefinition): string =>
  `${family}:${revision}`;
