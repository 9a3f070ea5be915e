import type { Context } from '../../base/context';
import { type RightsOf, rightsOf, textOf } from '../../rights/asks';
import type { Fields } from '../../values/fields';
import { secrets } from './model/records';

const service: RightsOf = {
  service: 'secretsmanager',
  names: { SecretId: secretName },
  keys: (_, input, context) => ({
    'secretsmanager:secretid': textOf(input, 'SecretId'),
    'secretsmanager:name': textOf(input, 'Name'),
    'secretsmanager:versionid': textOf(input, 'VersionId'),
    'secretsmanager:versionstage': textOf(input, 'VersionStage') ?? 'AWSCURRENT',
    'secretsmanager:description': textOf(input, 'Description'),
    'secretsmanager:kmskeyid': textOf(input, 'KmsKeyId'),
    'secretsmanager:secretprimaryregion': context.region,
  }),
  tags: (resource, context) =>
    secrets(context)
      .list()
      .find(({ arn }) => arn === resource)?.tags,
  of: (resource, context) => {
    const policy = secrets(context)
      .list()
      .find(({ arn }) => arn === resource)?.policy;
    return { account: context.account, documents: policy === undefined ? [] : [policy] };
  },
};

export const rights = rightsOf(service);

/** Of a secret that is not there AWS knows the name alone. */
function secretName(input: Fields, context: Context): string | undefined {
  const id = textOf(input, 'SecretId', 'Name');
  const arn = secrets(context)
    .list()
    .find(
      (secret) => secret.name === id || secret.arn === id || secret.arn.slice(0, -7) === id,
    )?.arn;
  return (arn ?? id)?.replace(/^arn:.*?:secret:/, '');
}
