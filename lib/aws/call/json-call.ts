import type { AwsCredentials } from '../account/credentials';
import type { ServiceName } from '../profile/endpoint';
import { serviceAddress } from './address';
import { sendSigned } from './signed-call';

/** Whoever calls a service without the SDK. */
export interface Caller {
  readonly region: string;
  /** Configured for the service; undefined for AWS's own address. */
  endpoint(service: ServiceName): string | undefined;
  credentials(): Promise<AwsCredentials>;
}

/** A service that speaks AWS JSON 1.1. */
export interface JsonService {
  /** As in the credential scope, such as `ecr`. */
  readonly name: ServiceName;
  /** What its endpoint begins with, where that is not its name. */
  readonly host?: string;
  /** What its targets begin with, such as `CodePipeline_20150709`. */
  readonly prefix: string;
}

/** Calls an operation of a service. What fails is thrown in the SDK's form. */
export async function callJson(
  caller: Caller,
  { name, host = name, prefix }: JsonService,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { region } = caller;
  const reply = await sendSigned({
    endpoint: caller.endpoint(name) ?? serviceAddress(host, region),
    region,
    service: name,
    target: `${prefix}.${operation}`,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify(input),
    credentials: await caller.credentials(),
  });
  return JSON.parse(reply) as Record<string, unknown>;
}
