/** The domain of AWS's services in a region: China has one of its own. */
export function awsDomain(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** AWS's own address of a service, by the prefix that its endpoint has, such as `api.ecr`. */
export function serviceAddress(prefix: string, region: string): string {
  return `https://${prefix}.${region}.${awsDomain(region)}/`;
}
