const { Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { BlockPublicAccess, Bucket } = require('aws-cdk-lib/aws-s3');
const { LogGroup } = require('aws-cdk-lib/aws-logs');

class StoreStack extends Stack {
  constructor(scope, id, { environment, keepDays, ...props }) {
    super(scope, id, props);
    this.alerts = new Bucket(this, 'Alerts', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: Duration.days(keepDays) }],
    });
    new LogGroup(this, 'Log', {
      logGroupName: `/alerts/${environment}`,
      retention: keepDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

module.exports = { StoreStack };
