const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { App } = require('aws-cdk-lib');
const { Match, Template } = require('aws-cdk-lib/assertions');
const { environments } = require('../environments');
const { StoreStack } = require('../lib/store-stack');

test('production keeps alerts longest', () => {
  for (const { keepDays } of Object.values(environments))
    assert.ok(keepDays <= environments.prd.keepDays);
});

test('nobody from outside reads alerts', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new StoreStack(app, 'store', { environment: 'dev', keepDays: 7 });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: Match.objectLike({ BlockPublicAcls: true }),
  });
});

test('every rule has a limit', () => {
  const rules = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'rules.json'), 'utf8'));
  for (const [name, rule] of Object.entries(rules))
    assert.ok(Object.values(rule).every(Number.isFinite), name);
});
