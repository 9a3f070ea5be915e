import { GitenvError } from '../../errors';
import type { SharedConfig } from './shared-config';

/** The services gitenv speaks to, by AWS's service id as it appears in `AWS_ENDPOINT_URL_<ID>` and `services` sections. */
export const serviceIds = {
  codecommit: 'codecommit',
  codepipeline: 'codepipeline',
  codebuild: 'codebuild',
  cloudformation: 'cloudformation',
  cloudfront: 'cloudfront',
  logs: 'cloudwatch_logs',
  ssm: 'ssm',
  secretsmanager: 'secrets_manager',
  s3: 's3',
  ecr: 'ecr',
  scheduler: 'scheduler',
  iam: 'iam',
  kms: 'kms',
  ec2: 'ec2',
  sts: 'sts',
} as const;

export type ServiceName = keyof typeof serviceIds;

/**
 * The endpoint configured for one profile and service, undefined for AWS's own.
 *
 * The SDK looks only at the profile named by `AWS_PROFILE`, so a process that speaks to several profiles has to
 * read each one's `endpoint_url` itself, and must keep the SDK from finding another's.
 */
export function endpointOf(
  service: ServiceName,
  profile: string | undefined,
  shared: SharedConfig,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const name = profile ?? env.AWS_PROFILE ?? 'default';
  const settings = shared.profile(name) ?? {};
  const ignored =
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? settings.ignore_configured_endpoint_urls;
  if (ignored?.toLowerCase() === 'true') return undefined;
  const id = serviceIds[service];
  return (
    env[`AWS_ENDPOINT_URL_${id.toUpperCase()}`] ||
    env.AWS_ENDPOINT_URL ||
    servicesEndpoint(id, name, settings.services, shared) ||
    settings.endpoint_url ||
    undefined
  );
}

function servicesEndpoint(
  id: string,
  profile: string,
  section: string | undefined,
  shared: SharedConfig,
): string | undefined {
  if (section === undefined) return undefined;
  const services = shared.services(section);
  if (!services) {
    throw new GitenvError(
      'BAD_CONFIG',
      `Profile '${profile}' names the services section '${section}', which the AWS config file does not have`,
      { advice: `Add [services ${section}] to the AWS config file.` },
    );
  }
  return services[`${id}.endpoint_url`];
}

/** True for an address on this machine. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return (
    /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname) || hostname.endsWith('.localhost')
  );
}
