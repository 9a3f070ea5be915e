import fs from 'node:fs';
import {
  App,
  type AppProps,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  Stack,
} from 'aws-cdk-lib';
import { addEnvironment } from './environment';
import { declareParameters } from './parameters';

/** The stack whose settings are CloudFormation parameters: what `gitenv init` installs. */
export class TemplateStack extends Stack {
  constructor(app: App) {
    super(app, 'gitenv', {
      description: 'gitenv: git push to deploy (repository, pipeline, builds)',
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
    });
    addEnvironment(this, declareParameters(this));
  }
}

/**
 * Synthesises the template and leaves nothing behind on the disk.
 * @param prepare is given the app before it is synthesised, for instance to add checks
 */
export function synthesizeTemplate(
  props: AppProps = { builtinCloudFormationValidation: false },
  prepare: (app: App) => void = () => {},
): object {
  const app = new App({ analyticsReporting: false, treeMetadata: false, ...props });
  const stack = new TemplateStack(app);
  prepare(app);
  const assembly = app.synth();
  const { template } = assembly.getStackArtifact(stack.artifactId);
  fs.rmSync(assembly.directory, { recursive: true, force: true });
  return template;
}
