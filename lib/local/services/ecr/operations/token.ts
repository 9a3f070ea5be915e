import { randomBytes } from 'node:crypto';
import type { Context } from '../../../base/context';
import { accessDenied } from '../model/errors';
import type { GetAuthorizationTokenRequest } from '../model/requests';

/** Twelve hours. */
const lifetimeMs = 12 * 60 * 60_000;

/** What `docker login` would take. Nothing on this machine speaks Docker's protocol, so nothing accepts it. */
export function GetAuthorizationToken(input: GetAuthorizationTokenRequest, context: Context) {
  context.demand({ action: 'ecr:GetAuthorizationToken', resource: '*' }, accessDenied);
  const { account, region } = context;
  return {
    authorizationData: (input.registryIds ?? [account]).map((registry) => ({
      authorizationToken: Buffer.from(`AWS:${randomBytes(48).toString('base64')}`).toString(
        'base64',
      ),
      expiresAt: new Date(context.now().getTime() + lifetimeMs),
      proxyEndpoint: `https://${registry}.dkr.ecr.${region}.amazonaws.com`,
    })),
  };
}
