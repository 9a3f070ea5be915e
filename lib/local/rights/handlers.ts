import table from '../written/handlers.json';

/**
 * What CloudFormation does with the caller's rights, or those of the stack's role, for a resource of one type. The types' public schemas
 * name these actions as permissions of their handlers, such as
 * https://schema.cloudformation.us-east-1.amazonaws.com/aws-s3-bucket.json; here are those that a handler calls for what
 * a template says.
 */
export interface Handlers {
  /** The resource's ARN, in which `{X}` is the property X, `{}` the physical id, and `{region}` and `{account}` are the stack's. */
  readonly arn: string;
  readonly create: readonly string[];
  readonly update?: readonly string[];
  readonly delete: readonly string[];
  readonly read?: readonly string[];
  /** What a property asks for beside that: when the resource is made with it, and when it changes. */
  readonly properties?: Readonly<Record<string, readonly string[]>>;
  /** Roles that are handed on, by the property that names them, and the service that gets them. */
  readonly passes?: Readonly<Record<string, string>>;
}

/** By the name of the type. Types that have no row are refused on this machine, or are records to which no service belongs. */
export const handlers: Readonly<Record<string, Handlers>> = table;
