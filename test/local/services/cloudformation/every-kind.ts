import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, UpdateRepositoryDescriptionCommand } from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import {
  EventBridgeClient,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  KMSClient,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import {
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetScheduleCommand,
  GetScheduleGroupCommand,
  SchedulerClient,
  TagResourceCommand as TagSchedulesCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { SecretsManagerClient, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type TestMachine, testAccount, testRegion } from '../../machine';
import { Registry } from '../ecr/registry';

const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const KeyPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};
const trust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['codebuild.amazonaws.com', 'scheduler.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
};
export const log = (Properties: object) => ({ Type: 'AWS::Logs::LogGroup', Properties });
export const parameter = (Name: string, Value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});

/** One of every resource type that is executed, and one that is only recorded. */
export const everyKind = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust,
      MaxSessionDuration: '7200',
      ManagedPolicyArns: [{ Ref: 'Managed' }],
      Policies: [
        { PolicyName: 'a', PolicyDocument: document('s3:GetObject') },
        { PolicyName: 'b', PolicyDocument: document('s3:PutObject') },
      ],
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  },
  Inline: {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'c', PolicyDocument: document('ecr:*'), Roles: [{ Ref: 'Role' }] },
  },
  Managed: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document('logs:*'), Path: '/team/' },
  },
  Log: log({ LogGroupName: '/every', RetentionInDays: '30' }),
  Parameter: parameter('/every', 'text'),
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy, Description: 'one' } },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/every', TargetKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'every', Description: 'one', GenerateSecretString: {} },
  },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: 'true' },
        ],
      },
      CorsConfiguration: {
        CorsRules: [{ Id: 'r', AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 5 }],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'old',
            Prefix: 'a/',
            Status: 'Enabled',
            ExpirationInDays: 7,
            NoncurrentVersionExpirationInDays: 3,
          },
        ],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      VersioningConfiguration: { Status: 'Enabled' },
      Tags: [{ Key: 'team', Value: 'a' }],
    },
  },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:DeleteBucket',
            Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
          },
        ],
      },
    },
  },
  Repository: {
    Type: 'AWS::CodeCommit::Repository',
    Properties: { RepositoryName: 'every', RepositoryDescription: 'one' },
  },
  Project: {
    Type: 'AWS::CodeBuild::Project',
    Properties: {
      ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Source: { Type: 'NO_SOURCE', BuildSpec: '{"version": 0.2}' },
      Artifacts: { Type: 'NO_ARTIFACTS' },
      TimeoutInMinutes: '10',
      Environment: {
        Type: 'LINUX_CONTAINER',
        ComputeType: 'BUILD_GENERAL1_SMALL',
        Image: 'aws/codebuild/standard:7.0',
        EnvironmentVariables: [{ Name: 'A', Value: 1 }],
      },
    },
  },
  Pipeline: {
    Type: 'AWS::CodePipeline::Pipeline',
    Properties: {
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      PipelineType: 'V2',
      ArtifactStore: { Type: 'S3', Location: { Ref: 'Bucket' } },
      Stages: [
        {
          Name: 'Source',
          Actions: [
            {
              Name: 'Source',
              ActionTypeId: {
                Category: 'Source',
                Owner: 'AWS',
                Provider: 'CodeCommit',
                Version: '1',
              },
              Configuration: {
                RepositoryName: { 'Fn::GetAtt': ['Repository', 'Name'] },
                BranchName: 'main',
                PollForSourceChanges: false,
              },
              OutputArtifacts: [{ Name: 'source' }],
              RunOrder: 1,
            },
          ],
        },
        {
          Name: 'Approve',
          Actions: [
            {
              Name: 'Ask',
              ActionTypeId: {
                Category: 'Approval',
                Owner: 'AWS',
                Provider: 'Manual',
                Version: '1',
              },
            },
          ],
        },
      ],
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: ['aws.codecommit'] },
      Targets: [
        {
          Id: 'pipeline',
          Arn: {
            'Fn::Sub': `arn:aws:codepipeline:${testRegion}:${testAccount}:\${Pipeline}`,
          },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: '2' },
        },
      ],
    },
  },
  Nightly: {
    Type: 'AWS::Events::Rule',
    Properties: { ScheduleExpression: 'cron(0 2 * * ? *)' },
  },
  Images: {
    Type: 'AWS::ECR::Repository',
    Properties: {
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: 'true' },
      RepositoryPolicyText: {
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:DeleteRepository' }],
      },
      LifecyclePolicy: { LifecyclePolicyText: '{"rules":[{"rulePriority":1}]}' },
    },
  },
  Schedules: {
    Type: 'AWS::Scheduler::ScheduleGroup',
    Properties: { Name: 'every', Tags: [{ Key: 'app', Value: 'one' }] },
  },
  Lock: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'every',
      GroupName: { Ref: 'Schedules' },
      ScheduleExpression: 'rate(5 days)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:codepipeline:enableStageTransition',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Input: '{"PipelineName":"every","StageName":"Deploy","TransitionType":"Inbound"}',
      },
    },
  },
  // Nothing on this machine changes it but a stack.
  Provider: {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: 'https://token.example.invalid', ClientIdList: ['b', 'a'] },
  },
  Access: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: 'every',
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
  Pages: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Enabled: true,
        Origins: [
          {
            Id: 'bucket',
            DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
            OriginAccessControlId: { Ref: 'Access' },
            S3OriginConfig: {},
          },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'bucket',
          ViewerProtocolPolicy: 'redirect-to-https',
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        },
      },
    },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 5 } },
};

/** Changes something of everything behind the stack. @param id physical ids by logical ones */
export async function changeEverything(
  machine: TestMachine,
  id: Readonly<Record<string, string>>,
): Promise<void> {
  const RoleName = id.Role;
  const iam = new IAMClient(machine.client());
  await iam.send(
    new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  );
  const put = (PolicyName: string, content: object) =>
    iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(content) }),
    );
  await put('a', document('s3:DeleteObject'));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'b' }));
  const [statement] = document('ecr:*').Statement;
  await put('c', {
    ...document('ecr:*'),
    Statement: [{ ...statement, Condition: { Bool: { a: 'b' } } }],
  });
  await iam.send(
    new CreatePolicyVersionCommand({
      PolicyArn: id.Managed,
      PolicyDocument: JSON.stringify(document('*')),
      SetAsDefault: true,
    }),
  );
  const logs = new CloudWatchLogsClient(machine.client());
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/every', retentionInDays: 7 }));
  await new SSMClient(machine.client()).send(
    new PutParameterCommand({ Name: '/every', Value: 'other', Overwrite: true }),
  );
  const kms = new KMSClient(machine.client());
  await kms.send(new UpdateKeyDescriptionCommand({ KeyId: id.Key, Description: 'two' }));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const TargetKeyId = KeyMetadata?.KeyId;
  await kms.send(new UpdateAliasCommand({ AliasName: 'alias/every', TargetKeyId }));
  await new SecretsManagerClient(machine.client()).send(
    new UpdateSecretCommand({ SecretId: 'every', Description: 'two' }),
  );
  await new Registry(machine).call('PutImageTagMutability', {
    repositoryName: id.Images,
    imageTagMutability: 'MUTABLE',
  });
  await changeBucket(machine, id.Bucket);
  await changePipeline(machine, id);
}

async function changeBucket(machine: TestMachine, Bucket: string | undefined): Promise<void> {
  const s3 = new S3Client(machine.client());
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'b/' }, Expiration: { Days: 9 } },
        ],
      },
    }),
  );
  const TagSet = [
    { Key: 'more', Value: 'c' },
    { Key: 'team', Value: 'b' },
  ];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  const [statement] = everyKind.BucketPolicy.Properties.PolicyDocument.Statement;
  const Resource = `arn:aws:s3:::${Bucket}`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...statement, Resource, Action: 's3:*' }],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

async function changePipeline(
  machine: TestMachine,
  id: Readonly<Record<string, string>>,
): Promise<void> {
  await new CodeCommitClient(machine.client()).send(
    new UpdateRepositoryDescriptionCommand({
      repositoryName: 'every',
      repositoryDescription: 'two',
    }),
  );
  const { Environment } = everyKind.Project.Properties;
  await new CodeBuildClient(machine.client()).send(
    new UpdateProjectCommand({
      name: id.Project,
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: Environment.Image,
        environmentVariables: [{ name: 'A', value: '2' }],
      },
    }),
  );
  const codepipeline = new CodePipelineClient(machine.client());
  const { pipeline } = await codepipeline.send(new GetPipelineCommand({ name: id.Pipeline }));
  const [action] = pipeline?.stages?.[0]?.actions ?? [];
  if (action) action.configuration = { ...action.configuration, BranchName: 'other' };
  await codepipeline.send(new UpdatePipelineCommand({ pipeline }));
  const events = new EventBridgeClient(machine.client());
  await events.send(
    new PutRuleCommand({ Name: id.Rule, EventPattern: JSON.stringify({ source: ['aws.s3'] }) }),
  );
  await events.send(new PutRuleCommand({ Name: id.Nightly, ScheduleExpression: 'rate(1 day)' }));
  await events.send(new RemoveTargetsCommand({ Rule: id.Rule, Ids: ['pipeline'] }));
  await changeSchedules(machine);
}

async function changeSchedules(machine: TestMachine): Promise<void> {
  const scheduler = new SchedulerClient(machine.client());
  const names = { Name: 'every', GroupName: 'every' };
  const { Arn: _, ...schedule } = await scheduler.send(new GetScheduleCommand(names));
  const { FlexibleTimeWindow, Target } = schedule;
  const ScheduleExpression = 'rate(6 days)';
  await scheduler.send(
    new UpdateScheduleCommand({ ...names, FlexibleTimeWindow, Target, ScheduleExpression }),
  );
  const { Arn: ResourceArn } = await scheduler.send(new GetScheduleGroupCommand({ Name: 'every' }));
  const Tags = [{ Key: 'app', Value: 'two' }];
  await scheduler.send(new TagSchedulesCommand({ ResourceArn, Tags }));
}
