import type { Pair } from './pairs';

const guide = 'https://docs.aws.amazon.com';
const codebuild = `${guide}/codebuild/latest/userguide/setting-up-service-role.html`;
const codepipeline = `${guide}/codepipeline/latest/userguide/how-to-custom-role.html`;
const source = `${guide}/codepipeline/latest/userguide/action-reference-CodeCommit.html`;
const drift = `${guide}/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html`;
const push = `${guide}/AmazonECR/latest/userguide/image-push-iam.html`;

/** Rights that nothing on this machine asks for, each with the document by which AWS does. At most 20. */
export const explained: Readonly<Record<Pair, string>> = {
  'BuildRole cloudformation:BatchDescribeTypeConfigurations': drift,
  'BuildRole cloudformation:DetectStackResourceDrift': drift,
  'BuildRole ecr:BatchCheckLayerAvailability': push,
  'BuildRole s3:GetBucketAcl': codebuild,
  'BuildRole s3:GetBucketLocation': codebuild,
  'BuildRole s3:GetObjectVersion': codebuild,
  'DeployRole s3:GetBucketAcl': codebuild,
  'DeployRole s3:GetBucketLocation': codebuild,
  'DeployRole s3:GetObjectVersion': codebuild,
  'PipelineRole codecommit:CancelUploadArchive': source,
  'PipelineRole codecommit:GetRepository': source,
  'PipelineRole s3:GetBucketAcl': codepipeline,
  'PipelineRole s3:GetBucketLocation': codepipeline,
  'PipelineRole s3:GetBucketVersioning': codepipeline,
  'PipelineRole s3:GetObject': codepipeline,
  'PipelineRole s3:GetObjectVersion': codepipeline,
  'VerifyRole s3:GetBucketAcl': codebuild,
  'VerifyRole s3:GetBucketLocation': codebuild,
  'VerifyRole s3:GetObjectVersion': codebuild,
};
