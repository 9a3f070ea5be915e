import { Aws, type CfnCondition, type CfnResource, Fn, type Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { StackSettings } from '../settings/settings';

export interface ServiceRole {
  /** Only where a person has to name the role; CloudFormation makes up the others. */
  readonly name?: string;
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
  /** `Allow` unless it is said. */
  readonly effect?: 'Deny';
  readonly actions: string[];
  readonly resources: string[];
  /** Conditions that IAM asks for. */
  readonly when?: object;
  /** Holds where the statement is there; without one it always is. */
  readonly condition?: CfnCondition | undefined;
}

/** A role that one AWS service takes on for one resource of this stack and nobody else can. */
export function addServiceRole(
  stack: Stack,
  id: string,
  settings: Pick<StackSettings, 'permissionsBoundary'>,
  role: ServiceRole,
): CfnRole {
  const unlessUnsaid = role.sourceMayBeUnsaid ? 'IfExists' : '';
  return new CfnRole(stack, id, {
    ...(role.name !== undefined && { roleName: role.name }),
    description: role.description,
    assumeRolePolicyDocument: {
      Version: version,
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: `${role.service}.amazonaws.com` },
          Action: 'sts:AssumeRole',
          Condition: {
            [`StringEquals${unlessUnsaid}`]: { 'aws:SourceAccount': stack.account },
            [`ArnEquals${unlessUnsaid}`]: { 'aws:SourceArn': role.sourceArns },
          },
        },
      ],
    },
    policies: [{ policyName: id, policyDocument: document(...role.statements) }],
    ...(role.managedPolicies?.length && { managedPolicyArns: role.managedPolicies }),
    ...(settings.permissionsBoundary && { permissionsBoundary: settings.permissionsBoundary }),
  });
}

/** A statement of a policy, left out where a condition does not hold. */
export function where(condition: CfnCondition | undefined, statement: object): object {
  if (!condition) return statement;
  return Fn.conditionIf(condition.logicalId, statement, Aws.NO_VALUE);
}

const version = '2012-10-17';

/** A policy of what somebody may do. */
export function document(...statements: readonly Statement[]) {
  const Statement = statements.map(({ effect = 'Allow', actions, resources, when, condition }) =>
    where(condition, {
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(when && { Condition: when }),
    }),
  );
  return { Version: version, Statement };
}

/** The keys of artifacts are made up by CodePipeline, so the resource can only be every object of their bucket. */
export function acknowledgeObjects(role: CfnRole, bucketArn: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${shown(role.stack, `${bucketArn}/*`)}]`,
    reason:
      'CodePipeline makes up the keys of artifacts; the bucket holds nothing but artifacts of this pipeline.',
  });
}

/** What a statement is about may be known by how it begins alone. */
export function acknowledgeWildcards(role: CfnResource, statements: readonly Statement[]): void {
  const resources = statements.flatMap((statement) => statement.resources);
  for (const resource of resources.filter((it) => it.includes('*'))) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${shown(role.stack, resource)}]`,
      reason:
        resource === '*'
          ? 'IAM lets these be granted for nothing in particular: to tell how a detection of drift goes, to log in to ECR, and to make the network interface of a build.'
          : 'CloudFormation makes up how the ARN of a stack ends, EC2 the id of a network interface, and a team how the name of a bucket ends.',
    });
  }
}

/** A text with references in it, as checkers write it. */
function shown(stack: Stack, text: string): string {
  const resolved: string | Joined = stack.resolve(text);
  if (typeof resolved === 'string') return resolved;
  const [separator, parts] = resolved['Fn::Join'] ?? ['', []];
  return parts
    .map((part) =>
      typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt']?.join('.')}>`,
    )
    .join(separator);
}

interface Joined {
  readonly 'Fn::Join'?: readonly [separator: string, parts: readonly (string | Reference)[]];
}

interface Reference {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly string[];
}
