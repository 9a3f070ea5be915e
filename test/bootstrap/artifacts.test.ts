import { parameters } from '../../lib/contract';
import { installed } from './installed';

describe('the bucket of artifacts', () => {
  const { Artifacts, ArtifactsPolicy } = installed({ [parameters.artifactRetentionDays]: '30' });

  test('is private whatever anyone adds to it', () => {
    expect(Artifacts.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Artifacts.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  test('is encrypted with keys that S3 holds, so that it costs nothing idle', () => {
    const [rule] = Artifacts.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.ServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' });
  });

  test('forgets artifacts after the days asked for, and unfinished uploads after one', () => {
    expect(Artifacts.LifecycleConfiguration.Rules).toEqual([
      {
        Id: 'expire',
        Status: 'Enabled',
        ExpirationInDays: '30',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]);
  });

  test('refuses everything that does not come over TLS', () => {
    expect(ArtifactsPolicy.PolicyDocument.Statement).toContainEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['<Artifacts.Arn>', '<Artifacts.Arn>/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('lets nobody write a bundle but where none is', () => {
    expect(ArtifactsPolicy.PolicyDocument.Statement).toContainEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: '<Artifacts.Arn>/bundles/*',
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
  });
});
