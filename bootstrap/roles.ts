import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Settings } from './settings';

export interface ServiceRole {
  readonly description: string;
  /** The service that assumes the role, such as `codebuild`. */
  readonly service: string;
  /** Only on behalf of these may the service assume the role, and only in this account. */
  readonly sourceArns: string[];
  /** Where AWS does not document that the service says on whose behalf it acts: checked if it does. */
  readonly sourceMayBeUnsaid?: boolean;
  readonly statements: Statement[];
  readonly managedPolicies?: string[];
}

/** What a role may do, to what exactly. */
export interface Statement {
  readonly actions: string[];
  readonly resources: string[];
}

/** A role that one AWS service takes on for one resource of this stack and nobody else can. */
export function addServiceRole(
  stack: Stack,
  id: string,
  settings: Settings,
  role: ServiceRole,
): CfnRole {
  return new CfnRole(stack, id, {
    description: role.description,
    assumeRolePolicyDocument: document({
      Principal: { Service: `${role.service}.amazonaws.com` },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        [role.sourceMayBeUnsaid ? 'ArnEqualsIfExists' : 'ArnEquals']: {
          'aws:SourceArn': role.sourceArns,
        },
      },
    }),
    policies: [
      {
        policyName: id,
        policyDocument: document(
          ...role.statements.map(({ actions, resources }) => ({
            Action: actions,
            Resource: resources,
          })),
        ),
      },
    ],
    ...(role.managedPolicies?.length && { managedPolicyArns: role.managedPolicies }),
    ...(settings.permissionsBoundary && { permissionsBoundary: settings.permissionsBoundary }),
  });
}

function document(...statements: object[]) {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  };
}

/** The keys of artifacts are made up by CodePipeline, so the resource can only be every object of their bucket. */
export function acknowledgeObjects(role: CfnRole, bucket: CfnBucket): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${role.stack.resolve(bucket.logicalId)}.Arn>/*]`,
    reason:
      'CodePipeline makes up the keys of artifacts; the bucket holds nothing but artifacts of this pipeline.',
  });
}
