import type { Config } from '../../config/config';
import { parameters } from '../../contract';

/** Parameters that say where an environment pulls its bundles from; empty where it pulls none. */
export function pullingParameters(
  { bundles, assets, path, environments }: Config,
  region: string,
  installed: readonly string[],
): Record<string, string> {
  const isPulling = bundles === 'pull' && assets !== undefined;
  const [first = ''] = path ?? [...Object.keys(environments), ...installed];
  return {
    [parameters.assetsBucket]: isPulling ? assets.bucket : '',
    [parameters.assetsRegion]: isPulling ? (assets.region ?? region) : '',
    [parameters.assetsAccount]: isPulling ? assets.account : '',
    [parameters.assetsWriter]: isPulling ? first : '',
  };
}
