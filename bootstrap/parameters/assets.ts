import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { parameters } from '../../lib/contract';
import type { AssetsSettings } from '../settings/settings';

/** Declares from where an installation pulls its bundles; by default it pulls none. */
export function declareAssets(stack: Stack): AssetsSettings {
  const text = (id: string, description: string, allowedPattern: string) =>
    new CfnParameter(stack, id, {
      description,
      default: '',
      allowedPattern,
    }).valueAsString;
  const bucket = text(
    parameters.assetsBucket,
    'Bucket that bundles are pulled from; empty: none',
    '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
  );
  const writer = text(
    parameters.assetsWriter,
    'Environment whose builds store bundles in AssetsBucket',
    '^([a-z][a-z0-9-]{0,19})?$',
  );
  return {
    bucket,
    region: text(parameters.assetsRegion, 'Region of AssetsBucket', '^[a-z0-9-]*$'),
    account: text(parameters.assetsAccount, 'Account of AssetsBucket', '^([0-9]{12})?$'),
    writer,
    isWriter: new CfnCondition(stack, 'IsAssetsWriter', {
      expression: Fn.conditionEquals(writer, Fn.ref(parameters.environment)),
    }),
    isSet: new CfnCondition(stack, 'HasAssets', {
      expression: Fn.conditionNot(Fn.conditionEquals(bucket, '')),
    }),
  };
}
