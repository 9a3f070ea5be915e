import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Credentials } from './credentials';
import type { ResourceType } from './resource';
import type { SignatureFault } from './signature';
import type { Records } from './store';

/** Who signed a request, or on whose behalf a service acts. */
export interface Caller {
  readonly account: string;
  /** IAM or STS ARN, as GetCallerIdentity reports it. */
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
}

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
  /** The same context on behalf of another caller. */
  as(caller: Caller): Context;
  /** The same context in another region (`globalRegion` for what has none). */
  in(region: string): Context;
}

/** Where services without regions, such as IAM, keep an account's state: AWS's own name for it. */
export const globalRegion = 'aws-global';

export interface HttpRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** The whole body, read and checked already; empty where the protocol is `streaming` and reads `body` itself. */
  readonly content: Buffer;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | Readable;
}

/** How a service speaks on the wire. One object a protocol, made in `protocol/`. */
export interface Protocol {
  /** True where bodies may be too large to hold: then the payload hash is taken from `x-amz-content-sha256`. */
  readonly streaming: boolean;
  /** The largest body that is held, where that is not the usual. */
  readonly maxContentBytes?: number;
  /** Refuses what is wrong whoever signed it, before the signature is looked at. */
  screen?(request: HttpRequest): void;
  /** Decodes, runs `service.operations[name]`, encodes. Throws ServiceError only through `failure`. */
  handle(request: HttpRequest, service: Service, context: Context): Promise<HttpReply>;
  failure(error: ServiceError, requestId: string): HttpReply;
  /** How this protocol names a refused signature. */
  unauthorized(fault: SignatureFault): ServiceError;
}

/** What a route needs beside the request, since it authenticates by itself. */
export interface Gate {
  readonly credentials: Credentials;
  now(): Date;
  context(caller: Caller, region: string): Context;
  /** Regions in which the account has any state. */
  regionsOf(account: string): readonly string[];
}

/** An address that is not signed with an Authorization header of Signature Version 4, such as git's. */
export interface Route {
  /** Path prefix, such as `/v1/repos/`. */
  readonly prefix: string;
  handle(request: HttpRequest, gate: Gate): Promise<HttpReply>;
}

/** Input and output are the SDK's own types (`import type`), less `$metadata`; a Date is written as the protocol wants it. */
export type Operation = (input: never, context: Context) => unknown;

/** One emulated AWS service. What a service does not need it leaves out. */
export interface Service {
  /** The name in a signature's credential scope, such as `codepipeline`. */
  readonly name: string;
  readonly protocol: Protocol;
  /** By AWS's operation name. An operation that is not here is answered 501 by name. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** What only other services may ask for, through `context.call`; on the wire these names do not exist. */
  readonly internal?: Readonly<Record<string, Operation>>;
  /** CloudFormation resource types, by AWS's type name. */
  readonly resources?: Readonly<Record<string, ResourceType>>;
  readonly routes?: readonly Route[];
  /** Hears every published event (only `events` needs it). */
  hear?(event: AwsEvent, context: Context): void;
  /**
   * Called once a start and account-region that has state, before the first request: takes up or ends what a
   * crash interrupted.
   */
  recover?(context: Context): void | Promise<void>;
}

/** An error as AWS answers it. `code` is the wire name, which for CloudFormation differs from the shape's name. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly code: string,
    message: string,
    /** 4xx for the caller's fault; 501 for what this emulator does not do. */
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Refuses by name what this emulator does not do, so that nobody takes silence for success. */
export function notImplemented(service: string, what: string): ServiceError {
  return new ServiceError(
    'NotImplementedException',
    `${service}:${what} is not implemented by this emulator`,
    501,
  );
}
