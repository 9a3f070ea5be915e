/** One value for builds and deploys alike, or one for either. */
export type ByStage<T> = T | { readonly build?: T | undefined; readonly deploy?: T | undefined };

/** @returns undefined if nothing is said of the stage */
export function inStage<T extends string | number | boolean>(
  value: ByStage<T> | undefined,
  stage: 'build' | 'deploy',
): T | undefined {
  return typeof value === 'object' ? value[stage] : value;
}
