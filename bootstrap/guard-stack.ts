import { type App, Stack, Validations } from 'aws-cdk-lib';
import { namesOf } from '../lib/contract';
import { addGuard } from './guard/guard';
import { declareGuardStack } from './parameters/guard';
import { withoutBootstrap } from './settings/synthesizer';

/** What records and decides in an environment, beside the environment's own stack: one template has room for one of them. */
export class GuardStack extends Stack {
  constructor(app: App) {
    super(app, 'guard', {
      description: 'gitenv: what records and decides in an environment',
      synthesizer: withoutBootstrap(),
      analyticsReporting: false,
    });
    const { bucketName, ...settings } = declareGuardStack(this);
    const names = namesOf(settings.application);
    addGuard(this, settings, {
      bucketName,
      bucketArn: this.formatArn({
        service: 's3',
        region: '',
        account: '',
        resource: bucketName,
      }),
      pipeline: names.pipeline,
      repositoryArn: this.formatArn({ service: 'codecommit', resource: names.repository }),
    });
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W1030',
      reason: 'The empty default of PermissionsBoundary is left out by the condition IsBounded.',
    });
  }
}
