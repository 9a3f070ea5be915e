import type { Json } from '../values/json';
import type { Caller } from './caller';
import type { Credentials } from './credentials';
import type { Ask, AskedKeys, Decision } from './rights';
import type { ServiceError } from './service-error';
import type { Records } from './store';

/** An event as EventBridge delivers it, less what the bus fills in (id, time, account, region). */
export interface AwsEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** The sender's own id (a UUID), where it may have to send the same event again after a crash. */
  readonly id?: string;
  /** When it happened, in ISO form, where the sender says so; now otherwise. */
  readonly time?: string;
}

/** How this server was asked to differ from its defaults. */
export interface Settings {
  /** Builds fail where this machine cannot give them what they ask for, instead of warning. */
  readonly strict: boolean;
  /** What builds take for AWS, where that is not this server. */
  readonly appEndpoint?: string | undefined;
  /** Everybody may what no resource's own policy forbids, and any service may assume any role. */
  readonly noIam: boolean;
}

/** A service that takes on a role, on whose behalf, and what it calls its session. */
export interface Assumption {
  readonly roleArn: string;
  /** Its principal, such as codepipeline.amazonaws.com. */
  readonly service: string;
  readonly session: string;
  /** What its documents say that it tells the role's trust policy, such as aws:sourcearn. */
  readonly keys?: AskedKeys;
}

/**
 * What an operation may touch: the account and region of the request, its records, the clock, and the other
 * services (only through `call` and `publish`, as AWS's own services meet).
 */
export interface Context {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  /** The folder of this account and region, for what is not a record (bare repositories, logs, objects). */
  readonly directory: string;
  /** The server's own address, such as http://127.0.0.1:4599 */
  readonly endpoint: string;
  readonly settings: Settings;
  /** Access keys of all accounts; only `sts` and what checks signatures need it. */
  readonly credentials: Credentials;
  now(): Date;
  /** A new lower-case UUID. */
  newId(): string;
  /**
   * The stored records of one kind in this account and region, e.g. `records<Stack>('cloudformation/stacks')`.
   * The name's first part is the service that owns them; no service opens another's.
   */
  records<T>(name: string): Records<T>;
  /** The same for records that only become more, of which memory holds those that were in use last. */
  archive<T>(name: string): Records<T>;
  /** Like `records`, but one collection for all accounts: for names that are unique across them (S3 buckets). */
  sharedRecords<T>(name: string): Records<T>;
  publish(event: AwsEvent): void;
  /** Calls another service's operation in the same account and region; throws what it throws. */
  call<O = unknown>(service: string, operation: string, input: unknown): Promise<O>;
  /** Keeps the server busy (see `Machine.idle`) until the work has ended. Rejections are logged as bugs. */
  work(work: Promise<unknown>): void;
  /**
   * Runs something after so many milliseconds, unless the server has closed by then. Waiting for it is not work, and
   * keeps no process alive.
   * @returns what calls it off
   */
  later(ms: number, run: () => void): () => void;
  /** Resolves once every service has recovered after a start; what calls another service on its own waits for it. */
  ready(): Promise<void>;
  /** The CloudFormation type of that name, from whichever service provides it. */
  resourceType(type: string): ResourceType | undefined;
  /** Whether the caller may do something, by all policies that have a say. */
  decide(ask: Ask): Decision;
  /** @throws what `refusal` makes of AWS's words, unless the caller may */
  demand(ask: Ask, refusal: (words: string) => ServiceError): void;
  /**
   * The session of a role that a service takes on.
   * @returns undefined where there is no such role, or its trust policy does not let the service
   */
  assume(assumption: Assumption): Caller | undefined;
  /** The same context on behalf of another caller. */
  as(caller: Caller): Context;
  /** The same context in another region (`globalRegion` for what has none). */
  in(region: string): Context;
}

/** Where services without regions, such as IAM, keep an account's state: AWS's own name for it. */
export const globalRegion = 'aws-global';

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
  readonly attributes: Readonly<Record<string, Json | undefined>>;
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
