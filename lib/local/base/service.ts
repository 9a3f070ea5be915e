import type { Caller } from './caller';
import type { AwsEvent, Context, ResourceType } from './context';
import type { Credentials } from './credentials';
import type { HttpReply, HttpRequest } from './http';
import type { Ask, Principals } from './rights';
import type { ServiceError } from './service-error';
import type { SignatureFault } from './signature';

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
  /** How this protocol says that the caller lacks a right. */
  denied(words: string): ServiceError;
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
  /** How the name of the host ends, such as `.cloudfront.localhost`: pages of that address, which browsers may ask for. */
  readonly host?: string;
  handle(request: HttpRequest, gate: Gate): Promise<HttpReply>;
}

/** Input and output are the SDK's own types (`import type`), less `$metadata`; a Date is written as the protocol wants it. */
export type Operation = (input: never, context: Context) => unknown;

/**
 * Runs an operation, if the caller may, with an input that its shape was held against or that another service made for it. Which
 * type an operation takes only its own code knows: this is where what was read meets it.
 * @throws ServiceError that says in AWS's words which right the caller lacks
 */
export function runOperation(
  service: Service,
  name: string,
  run: Operation,
  input: unknown,
  context: Context,
): unknown {
  for (const ask of service.rights?.(name, input, context) ?? [])
    context.demand(ask, (words) => service.protocol.denied(words));
  return run(input as never, context);
}

/** The rights that an operation needs, by its name and input. */
export type Rights = (operation: string, input: unknown, context: Context) => readonly Ask[];

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
  /** The rights that an operation needs, internal ones too. What is not here looks for itself (S3, ECR) or needs none. */
  readonly rights?: Rights;
  /** Who may what (only `iam` knows). */
  principals?(context: Context): Principals;
  /** Hears every published event (only `events` needs it). */
  hear?(event: AwsEvent, context: Context): void;
  /**
   * Called once a start and account-region that has state, before the first request: takes up or ends what a
   * crash interrupted.
   */
  recover?(context: Context): void | Promise<void>;
}
