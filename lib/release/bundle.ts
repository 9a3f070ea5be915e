import { outputVariables } from '../contract';
import type { ReleaseAction } from './release';

/** The digest of the bundle that one of a release's actions built or found; undefined where none says. */
export function bundleIn(actions: readonly ReleaseAction[]): string | undefined {
  const digest = actions.findLast(
    ({ variables }) => variables[outputVariables.bundle] !== undefined,
  );
  return digest?.variables[outputVariables.bundle];
}
