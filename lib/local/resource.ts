import type { Context } from './service';

export type Properties = Readonly<Record<string, unknown>>;

/** What CloudFormation tells a resource type beside its properties. */
export interface ResourceRequest {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** Properties with every intrinsic resolved and `AWS::NoValue` dropped. */
  readonly properties: Properties;
  /** CloudFormation's default physical name: `<stack>-<logicalId>-<random>`, cut to `maxLength`. */
  physicalName(maxLength?: number): string;
}

export interface ResourceState {
  /** What `Ref` yields. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` yields, by attribute name (`Arn`, `Outputs.X`). */
  readonly attributes: Properties;
}

/**
 * One CloudFormation resource type. A property that is not listed fails the resource by name: the emulator never
 * reports a success that did not happen.
 */
export interface ResourceType {
  /** Properties that are honoured (top level). */
  readonly properties: readonly string[];
  /** Accepted and stored, but without effect on this machine (encryption, tags and the like). */
  readonly recorded?: readonly string[];
  readonly required?: readonly string[];
  /** Properties whose change needs a new resource. */
  readonly replacement?: readonly string[];
  /**
   * Templates may write `"30"` for a number and `1` for text, and a parameter's value is always text. With this,
   * CloudFormation hands over numbers and booleans under these member names (at any depth), leaves what is under a
   * `json` name (policy documents, event patterns) as written, and makes every other scalar text. Without it,
   * values come as written.
   */
  readonly scalars?: {
    readonly numbers?: readonly string[];
    readonly booleans?: readonly string[];
    readonly json?: readonly string[];
  };
  create(request: ResourceRequest, context: Context): Promise<ResourceState> | ResourceState;
  update(
    physicalId: string,
    request: ResourceRequest,
    previous: Properties,
    context: Context,
  ): Promise<ResourceState> | ResourceState;
  /**
   * The resource that the properties name, where the account has it already. Only a type with this can take part in
   * `ImportExistingResources`.
   */
  find?(properties: Properties, context: Context): ResourceState | undefined;
  /**
   * What the resource is now, in the words of its properties; nothing when it is gone. Types without it take no part in
   * drift detection.
   * @param expected the properties CloudFormation last set, for the order of lists that have none
   */
  read?(
    physicalId: string,
    expected: Properties,
    context: Context,
  ): Promise<Properties | undefined> | Properties | undefined;
  /** Properties that `read` cannot tell; drift detection leaves them out. */
  readonly writeOnly?: readonly string[];
  /** Must succeed when the resource is gone already. */
  delete(physicalId: string, properties: Properties, context: Context): Promise<void> | void;
}
