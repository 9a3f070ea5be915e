/**
 * The resource types of this machine that AWS validates before a deployment: all but those that
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html lists as not supported, such as
 * AWS::IAM::Role, AWS::CodeBuild::Project, AWS::CodeCommit::Repository and AWS::S3::BucketPolicy.
 */
export const validatedTypes: readonly string[] = [
  'AWS::CodePipeline::Pipeline',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::OIDCProvider',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Function',
  'AWS::Lambda::Version',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::Secret',
];
