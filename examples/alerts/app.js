const { App, LegacyStackSynthesizer } = require('aws-cdk-lib');
const { environments } = require('./environments');
const { StoreStack } = require('./lib/store-stack');
const { RulesStack } = require('./lib/rules-stack');

// A build may plan the stacks that are called after its application.
const application = process.env.GITENV_APPLICATION ?? 'alerts';

// CloudFormation itself checks what is planned. Its rules on this machine would take longer than all the rest.
const app = new App({ builtinCloudFormationValidation: false });
for (const [environment, settings] of Object.entries(environments)) {
  const of = (name) => ({
    stackName: `${application}-${name}`,
    // Needs no bootstrapped account: assets go to the environment's own bucket.
    synthesizer: new LegacyStackSynthesizer(),
    environment,
    ...settings,
  });
  const store = new StoreStack(app, `${environment}-store`, of('store'));
  new RulesStack(app, `${environment}-rules`, { ...of('rules'), store });
}
app.synth();
