import {
  type Context,
  globalRegion,
  type Properties,
  type ResourceState,
  type ResourceType,
} from '../../../base/context';
import { inOrderOf } from '../../../base/list-order';
import type { Records } from '../../../base/store';
import { textsIn } from '../../../recorded/properties';
import { alreadyExists, invalid } from '../model/errors';

interface StoredProvider {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
}

/**
 * AWS::IAM::OIDCProvider. It is kept, and an account has one for an address; nobody on this machine hands out or checks
 * tokens, so no role can be assumed through it.
 */
export const oidcProviderType: ResourceType = {
  properties: ['Url', 'ClientIdList'],
  recorded: ['ThumbprintList', 'Tags'],
  required: ['Url'],
  replacement: ['Url'],

  create({ properties }, context) {
    const url = String(properties.Url);
    if (!/^https:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(url))
      throw invalid(`${url} is not the address of an OIDC provider.`);
    const arn = `arn:aws:iam::${context.account}:oidc-provider/${url.slice('https://'.length)}`;
    if (providers(context).get(arn)) {
      throw alreadyExists(`Provider with url ${url} already exists.`);
    }
    return keep(arn, properties, context);
  },

  writeOnly: ['ThumbprintList', 'Tags'],
  read(arn, { ClientIdList }, context) {
    const known = providers(context).get(arn);
    return known && { Url: known.url, ClientIdList: inOrderOf(ClientIdList, known.clientIds) };
  },

  update: (arn, { properties }, _, context) => keep(arn, properties, context),

  delete(arn, _, context) {
    providers(context).delete(arn);
  },
};

function keep(arn: string, properties: Properties, context: Context): ResourceState {
  const clientIds = textsIn(properties, 'ClientIdList');
  providers(context).put(arn, { arn, url: String(properties.Url), clientIds });
  return { physicalId: arn, attributes: { Arn: arn } };
}

function providers(context: Context): Records<StoredProvider> {
  return context.in(globalRegion).records<StoredProvider>('iam/oidc-providers');
}
