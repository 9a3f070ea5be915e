import { version } from '../../../../package.json';

/** The name and the version by which AWS's own logs, such as CloudTrail's, know gitenv. */
export const userAgentParts: [name: string, version: string] = ['gitenv', version];
export const userAgent = userAgentParts.join('/');
