import { isLoopback } from '../profile/endpoint';

const ofCloudFront = /^(?:https?:\/\/)?([a-z0-9]+\.cloudfront)\.net(\/\S*)?$/;

/**
 * Where a browser finds what a distribution serves, by the domain name or address that a stack says of it. A profile that has an address
 * on this machine for CloudFront finds it below that.
 * @param endpoint of CloudFront; undefined for AWS's own
 * @returns undefined for what is no distribution's
 */
export function pageAddress(said: string, endpoint: string | undefined): string | undefined {
  const [, distribution, path = '/'] = ofCloudFront.exec(said) ?? [];
  if (distribution === undefined) return undefined;
  if (endpoint === undefined || !isLoopback(endpoint)) return `https://${distribution}.net${path}`;
  const { protocol, port } = new URL(endpoint);
  // Browsers find every name below localhost on this machine.
  return `${protocol}//${distribution}.localhost${port && `:${port}`}${path}`;
}
