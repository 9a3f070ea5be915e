import { siteTemplateFile } from '../recognise/sites';
import type { StarterFile } from './content';

/** Where the parameters of the template are, a file for each environment. */
export const siteParameters = 'parameters';

/** What an environment's site begins with: somewhere to be seen. It is said, so that whoever looks for the switch finds it. */
export function siteParametersOf(environment: string): StarterFile {
  return {
    path: `${siteParameters}/${environment}.json`,
    isProgram: false,
    text: '{ "CloudFront": "yes" }\n',
  };
}

/** The output of the template that says where the site is. */
export const siteAddress = 'Address';

/** The bucket of a site, as a template that the kit static-site fills in and releases with it. */
export const siteTemplate: StarterFile = {
  path: siteTemplateFile,
  isProgram: false,
  text: `# The bucket that the site is served from, and the distribution in front of it, which alone may read it.
# parameters/<environment>.json says "CloudFront": "yes"; with "no" there is the bucket alone, and nobody can see the site.
Parameters:
  GitenvSiteBucket: { Type: String }
  CloudFront: { Type: String, Default: "yes", AllowedValues: ["yes", "no"] }

Conditions:
  HasCloudFront: !Equals [!Ref CloudFront, "yes"]

Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketName: !Ref GitenvSiteBucket
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: { SSEAlgorithm: AES256 }
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true

  Access:
    Type: AWS::CloudFront::OriginAccessControl
    Condition: HasCloudFront
    Properties:
      OriginAccessControlConfig:
        Name: !Ref GitenvSiteBucket
        OriginAccessControlOriginType: s3
        SigningBehavior: always
        SigningProtocol: sigv4

  Distribution:
    Type: AWS::CloudFront::Distribution
    Condition: HasCloudFront
    Properties:
      DistributionConfig:
        Enabled: true
        HttpVersion: http2and3
        DefaultRootObject: index.html
        Origins:
          - Id: bucket
            DomainName: !GetAtt Bucket.RegionalDomainName
            OriginAccessControlId: !Ref Access
            S3OriginConfig: {}
        DefaultCacheBehavior:
          TargetOriginId: bucket
          ViewerProtocolPolicy: redirect-to-https
          Compress: true
          # CachingOptimized, one of AWS's own policies: it does as the files' cache-control says.
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6

  Readers:
    Type: AWS::S3::BucketPolicy
    Condition: HasCloudFront
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: cloudfront.amazonaws.com }
            Action: s3:GetObject
            Resource: !Sub \${Bucket.Arn}/*
            Condition:
              StringEquals:
                aws:SourceArn: !Sub arn:\${AWS::Partition}:cloudfront::\${AWS::AccountId}:distribution/\${Distribution}

Outputs:
  Distribution:
    Condition: HasCloudFront
    Value: !Ref Distribution
  Address:
    Condition: HasCloudFront
    Value: !GetAtt Distribution.DomainName
`,
};
