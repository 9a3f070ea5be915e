import type { Json, JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import type { Template } from './template';

/** What `Ref` and `Fn::GetAtt` can be asked about a resource. Throws, or answers a marker, where it is not known. */
export interface ResourceValues {
  ref(logicalId: string): Json;
  attribute(logicalId: string, name: string): Json;
}

/** Everything a function in a template can look at. */
export interface Scope {
  readonly template: Template;
  /** Parameter values (lists for list types) and pseudo parameters. */
  readonly values: Readonly<Record<string, Json>>;
  readonly region: string;
  readonly conditions: (name: string) => boolean;
  readonly resources: ResourceValues;
  /** The value of another stack's export. */
  readonly importValue: (name: string) => string;
}

/**
 * Evaluates what is inside a function's argument. It is handed to every function, so that the functions do not import
 * the evaluation that calls them.
 */
export type Evaluate = (value: Json, scope: Scope) => Json;

export interface StackIdentity {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly notificationArns: readonly string[];
}

/** Names every template may `Ref` without declaring them. */
export const pseudoNames = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
] as const;

const partitions: readonly (readonly [string, string, string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['', 'aws', 'amazonaws.com'],
];

/** Stands for `AWS::NoValue`, dropped from maps and lists; no template can contain it. */
export const noValue: JsonObject = Object.freeze({ 'AWS::NoValue': '' });

export function pseudoParameters(
  identity: StackIdentity,
): Readonly<Record<(typeof pseudoNames)[number], Json>> {
  const [, partition = '', suffix = ''] =
    partitions.find(([prefix]) => identity.region.startsWith(prefix)) ?? [];
  return {
    'AWS::AccountId': identity.account,
    'AWS::NoValue': noValue,
    'AWS::NotificationARNs': identity.notificationArns,
    'AWS::Partition': partition,
    'AWS::Region': identity.region,
    'AWS::StackId': identity.stackId,
    'AWS::StackName': identity.stackName,
    'AWS::URLSuffix': suffix,
  };
}

/** For the places where a template may not mention resources: conditions and rules. */
export const noResources: ResourceValues = {
  ref: (logicalId) => {
    throw inConditions(logicalId);
  },
  attribute: (logicalId) => {
    throw inConditions(logicalId);
  },
};

function inConditions(logicalId: string) {
  return invalid(
    `Template format error: Unresolved dependencies [${logicalId}]. Cannot reference resources in the Conditions block of the template`,
  );
}

export function unresolved(logicalId: string, block: string) {
  return invalid(
    `Template format error: Unresolved resource dependencies [${logicalId}] in the ${block} block of the template`,
  );
}

export function reference(name: string, scope: Scope): Json {
  const value = scope.values[name];
  return value === undefined ? scope.resources.ref(name) : value;
}

export function textOf(value: Json, what: string): string {
  if (value === noValue) return '';
  if (value === null || typeof value === 'object')
    throw invalid(`Template error: every ${what} object must have a String-typed value.`);
  return String(value);
}
