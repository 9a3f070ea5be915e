import type { Scripts } from '../../../lib/config/programs';
import type { KitSettings } from './settings';

/** A part of a repository that is deployed by itself. */
export interface Component {
  readonly name: string;
  /** Its folder, relative to the repository's root. */
  readonly path: string;
  /** Files beside its folder that it is made of, as patterns. */
  readonly inputs: readonly string[];
  /** Components that are applied before it. */
  readonly dependsOn: readonly string[];
  readonly kit: KitSettings;
  /** Where its own programs lie, within its folder; undefined for the usual places. */
  readonly scripts?: Scripts;
}
