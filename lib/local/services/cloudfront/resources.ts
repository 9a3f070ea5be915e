import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { notImplemented } from '../../base/service-error';
import { handlerFailure } from '../../recorded/handler-failure';
import { objectIn, objectsIn, textIn } from '../../recorded/properties';
import { checkConfig } from './model/config';
import {
  accessControls,
  distributions,
  newDomain,
  newId,
  type StoredDistribution,
} from './model/records';

/** AWS::CloudFront::Distribution: it is there, and served, as soon as it is made. */
export const distributionType: ResourceType = {
  properties: ['DistributionConfig', 'Tags'],
  required: ['DistributionConfig'],

  create({ properties }, context) {
    const own = { id: newId('E'), account: context.account, domain: newDomain() };
    return keep({ ...own, callerReference: context.newId() }, properties, context);
  },
  update(id, { properties }, _, context) {
    const known = distributions(context).get(id);
    if (known?.account !== context.account)
      throw handlerFailure('NotFound', `Distribution ${id} was not found.`, context);
    return keep(known, properties, context);
  },
  read(id, _, context) {
    const known = distributions(context).get(id);
    if (known?.account !== context.account) return undefined;
    return { DistributionConfig: known.config, Tags: known.tags };
  },
  delete: (id, _, context) => remove(distributions(context), id, context),
};

function keep(
  known: Pick<StoredDistribution, 'id' | 'account' | 'domain' | 'callerReference'>,
  { Tags: tags, DistributionConfig }: Properties,
  context: Context,
): ResourceState {
  const config = objectIn({ DistributionConfig }, 'DistributionConfig');
  checkConfig(config, context);
  const { id, account, domain, callerReference } = known;
  const changed = { config, tags, etag: newId('E'), modifiedAt: context.now().toISOString() };
  distributions(context).put(id, { id, account, domain, callerReference, ...changed });
  return { physicalId: id, attributes: { Id: id, DomainName: domain } };
}

/** AWS::CloudFront::OriginAccessControl: with it CloudFront signs what it asks a bucket for. */
export const accessControlType: ResourceType = {
  properties: ['OriginAccessControlConfig'],
  required: ['OriginAccessControlConfig'],

  create({ properties }, context) {
    const config = accessConfigIn(properties);
    const isTaken = (other: Properties) => textIn(other, 'Name') === textIn(config, 'Name');
    const own = accessControls(context)
      .list()
      .filter(({ account }) => account === context.account);
    if (own.some((one) => isTaken(one.config)))
      throw handlerFailure(
        'AlreadyExists',
        "Resource of type 'AWS::CloudFront::OriginAccessControl' with identifier already exists: An origin access control with the same name already exists.",
        context,
      );
    return keepAccess(newId('E'), config, context);
  },
  update: (id, { properties }, _, context) => keepAccess(id, accessConfigIn(properties), context),
  read(id, _, context) {
    const known = accessControls(context).get(id);
    return known?.account === context.account
      ? { OriginAccessControlConfig: known.config }
      : undefined;
  },
  delete(id, _, context) {
    const isIn = ({ config }: StoredDistribution) =>
      objectsIn(config, 'Origins').some((one) => textIn(one, 'OriginAccessControlId') === id);
    if (distributions(context).list().some(isIn))
      throw handlerFailure(
        'GeneralServiceException',
        'Cannot delete the origin access control because it is still being used.',
        context,
      );
    remove(accessControls(context), id, context);
  },
};

function accessConfigIn(properties: Properties): Properties {
  const config = objectIn(properties, 'OriginAccessControlConfig');
  const kind = textIn(config, 'OriginAccessControlOriginType');
  if (kind !== 's3') throw notImplemented('cloudfront', `OriginAccessControlOriginType ${kind}`);
  const signing = textIn(config, 'SigningBehavior');
  if (signing !== 'always') throw notImplemented('cloudfront', `SigningBehavior ${signing}`);
  return config;
}

function keepAccess(id: string, config: Properties, context: Context): ResourceState {
  accessControls(context).put(id, { id, account: context.account, config });
  return { physicalId: id, attributes: { Id: id } };
}

interface Kept {
  get(id: string): { readonly account: string } | undefined;
  delete(id: string): void;
}

function remove(records: Kept, id: string, { account }: Context): void {
  if (records.get(id)?.account === account) records.delete(id);
}
