import type { ServiceName } from '../profile/endpoint';

/** A service of AWS. */
export interface Service {
  /** As in the credential scope, such as `ecr`. */
  readonly name: ServiceName;
  /** What its address begins with, if not with its name. */
  readonly host?: string;
  /**
   * AWS JSON 1.1 by the prefix of its targets, AWS Query or that of EC2 by the version of its API, or REST with JSON in it.
   */
  readonly protocol:
    | { readonly json: string }
    | { readonly query: string }
    | { readonly ec2: string }
    | 'rest-json';
  /** Fields of its answers that are times. On the wire, JSON has them as seconds. */
  readonly times?: readonly string[];
  /** What gitenv uses of the SDK's client; undefined if no operation is sent by it. */
  sdk?(): Promise<object>;
  /** How the SDK names its client. What is loaded may have those of other services too. */
  readonly client?: string;
}

/** How a REST service is asked. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Encoded already. */
  readonly path: string;
  /** Undefined if nothing is sent beside the path. */
  readonly body?: object;
}

/**
 * One thing that a service does, as data. `Input` and `Output` are the SDK's types for either way of sending;
 * `Output` includes undefined if there are errors that mean nothing.
 */
export interface Operation<Input extends object, Output> {
  readonly service: Service;
  /** As AWS names it, such as `GetRepository`. */
  readonly name: string;
  /**
   * Sent without the SDK. For what a push or a build waits for: to load the SDK takes longer than the rest of a push.
   */
  readonly light?: true;
  /** Of a REST service, whose operations are all sent without the SDK. */
  rest?(input: Input): RestRequest;
  /** Names of errors that mean that gitenv is not installed, and what is not there. */
  readonly lacking?: Readonly<Record<string, (input: Input) => string>>;
  /** Names of errors that are an answer: there is no such thing. The call then returns undefined. */
  readonly nothing?: readonly string[];
  /** Never there: it gives `Output` a place in the type. */
  readonly output?: Output;
}
