import { type IStackSynthesizer, LegacyStackSynthesizer } from 'aws-cdk-lib';

/** The stacks have no assets, so they need no account that `cdk bootstrap` has prepared. */
export function withoutBootstrap(): IStackSynthesizer {
  // CDK's own declarations disagree where an optional property may not be undefined.
  return new LegacyStackSynthesizer() as IStackSynthesizer;
}
