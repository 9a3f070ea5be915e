const path = require('node:path');
const { Stack } = require('aws-cdk-lib');
const { Role, ServicePrincipal } = require('aws-cdk-lib/aws-iam');
const { Asset } = require('aws-cdk-lib/aws-s3-assets');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');

class RulesStack extends Stack {
  constructor(scope, id, { environment, keepDays, store, ...props }) {
    super(scope, id, props);
    const rules = new Asset(this, 'Rules', { path: path.join(__dirname, '..', 'rules.json') });
    new StringParameter(this, 'RulesAt', {
      parameterName: `/alerts/${environment}/rules`,
      stringValue: rules.s3ObjectUrl,
    });
    const service = new Role(this, 'Service', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    rules.grantRead(service);
    store.alerts.grantPut(service);
  }
}

module.exports = { RulesStack };
