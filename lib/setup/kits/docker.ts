import type { Config } from '../../config/config';
import { buildspecOf, makesImage } from './buildspec';

/** Those of the environments whose builds are to make an image, and may run no Docker: their first build would fail. */
export function withoutDocker(
  root: string,
  { environments }: Config,
  names: readonly string[],
): string[] {
  if (!makesImage(buildspecOf(root))) return [];
  return names.filter((name) => environments[name]?.privileged !== true);
}
