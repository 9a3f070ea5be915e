import type { ServiceName } from '../profile/endpoint';
import type { LookPatience } from './patience';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Whoever calls AWS: an account that a profile opened, or the role of a build. */
export interface Caller {
  readonly region: string;
  /** The file of certificates that a profile wants trusted. */
  readonly caBundle?: string | undefined;
  /** How long an answer is waited for; as long as AWS may take unless it is said. */
  readonly lookPatience?: LookPatience | undefined;
  /** Whether whoever asks asks again anyway: a request that AWS has no room for is then not sent again at once. */
  readonly comesAgain?: boolean;
  credentials(): Promise<AwsCredentials>;
  /** Where a service is; undefined for AWS's own address. */
  endpoint(service: ServiceName): string | undefined;
  /**
   * Makes of a failure what a person can act on. Without it, a failure stays as AWS tells it, in the SDK's form.
   * @param lacking what is not there, where the failure says so, which means that gitenv is not installed
   */
  explain?(failure: unknown, service: ServiceName, lacking?: string): Promise<unknown>;
}
