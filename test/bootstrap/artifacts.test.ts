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

  const upkeep = [
    {
      Id: 'uploads',
      Status: 'Enabled',
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
    {
      Id: 'bundles',
      Status: 'Enabled',
      Prefix: 'bundles/',
      Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }],
    },
  ];
  const forgets = (Id: string, Prefix: string) => ({
    Id,
    Prefix,
    Status: 'Enabled',
    ExpirationInDays: '30',
  });

  test('forgets what no release needs after the days asked for, and never a bundle, a plan, a template or an asset', () => {
    expect(Artifacts.LifecycleConfiguration.Rules).toEqual([
      ...upkeep,
      forgets('drift', 'drift/'),
      forgets('packaged', 'packaged/'),
    ]);
  });

  test('forgets the artifacts of the pipeline if it is told how their keys begin', () => {
    const values = {
      [parameters.artifactRetentionDays]: '30',
      [parameters.artifactPrefix]: 'orders/',
    };
    expect(installed(values).Artifacts.LifecycleConfiguration.Rules).toContainEqual(
      forgets('artifacts', 'orders/'),
    );
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

  test('lets nobody write what others rely on but where nothing is', () => {
    expect(ArtifactsPolicy.PolicyDocument.Statement).toContainEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: [
        '<Artifacts.Arn>/bundles/*',
        '<Artifacts.Arn>/promoted/*',
        '<Artifacts.Arn>/plans/sha256/*',
        '<Artifacts.Arn>/templates/*',
        `<Artifacts.Arn>/assets/${'?'.repeat(64)}*`,
        '<Artifacts.Arn>/records/*',
        '<Artifacts.Arn>/proofs/*',
        '<Artifacts.Arn>/guard/*',
      ],
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
  });
});
