import fs from 'node:fs';
import { App, type AppProps, Stack, Validations } from 'aws-cdk-lib';
import { compact } from './compact';
import { addEnvironment } from './environment';
import { declareParameters } from './parameters/parameters';
import { withoutBootstrap } from './settings/synthesizer';

/** The stack whose settings are CloudFormation parameters: what `gitenv init` installs. */
export class TemplateStack extends Stack {
  constructor(app: App) {
    super(app, 'gitenv', {
      description: 'gitenv: git push to deploy (repository, pipeline, builds)',
      synthesizer: withoutBootstrap(),
      analyticsReporting: false,
    });
    addEnvironment(this, declareParameters(this));
    acknowledgeParameters(this);
  }
}

/** Checkers cannot see what a parameter will be, nor that a condition keeps an empty default out of a role. */
function acknowledgeParameters(stack: Stack): void {
  Validations.of(stack).acknowledge(
    {
      id: 'CloudFormation-Validate::F3031',
      reason:
        'The empty defaults of BuildPolicies and DeployPolicies are left out by the conditions HasBuildPolicies and HasDeployPolicies.',
    },
    {
      id: 'CloudFormation-Validate::W1030',
      reason: 'The empty default of PermissionsBoundary is left out by the condition IsBounded.',
    },
    {
      id: 'CloudFormation-Validate::W8003',
      reason:
        'The empty default of AssetsWriter is the name of no environment, and is meant to be.',
    },
    {
      id: 'AwsSolutions-IAM4',
      reason: 'The team names the policies of its deploys; by default there are none.',
    },
    {
      id: 'AwsSolutions-CB5',
      reason: 'The image is a parameter, and one of AWS unless the team names its own.',
    },
  );
}

/**
 * Synthesises the template and leaves nothing behind on the disk.
 * @param prepare is given the app before it is synthesised, for instance to add checks
 * @param make what is in it: an environment, unless said otherwise
 */
export function synthesizeTemplate(
  props: AppProps = { builtinCloudFormationValidation: false },
  prepare: (app: App) => void = () => {},
  make: (app: App) => Stack = (app) => new TemplateStack(app),
): object {
  const app = new App({ analyticsReporting: false, treeMetadata: false, ...props });
  try {
    const stack = make(app);
    prepare(app);
    return compact(app.synth().getStackArtifact(stack.artifactId).template);
  } finally {
    fs.rmSync(app.outdir, { recursive: true, force: true });
  }
}
