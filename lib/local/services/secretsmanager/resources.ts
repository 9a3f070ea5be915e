import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { asRequest } from '../../protocol/request';
import { objectIn, tagMapIn, textIn } from '../../recorded/properties';
import { invalidRequest } from './model/errors';
import { type PasswordRequest, randomPassword } from './model/password';
import { type StoredSecret, secretOf, secrets } from './model/records';
import { CreateSecret, UpdateSecret } from './operations/write';

/** AWS::SecretsManager::Secret */
export const secretType: ResourceType = {
  properties: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  replacement: ['Name'],
  writeOnly: ['SecretString', 'GenerateSecretString'],
  scalars: {
    numbers: ['PasswordLength'],
    booleans: [
      'ExcludeNumbers',
      'ExcludePunctuation',
      'ExcludeUppercase',
      'ExcludeLowercase',
      'IncludeSpace',
      'RequireEachIncludedType',
    ],
  },

  async create(request, context) {
    const { properties } = request;
    const { ARN } = await CreateSecret(
      {
        Name: String(properties.Name ?? request.physicalName(255)),
        SecretString: generated(properties) ?? textIn(properties, 'SecretString'),
        ...settingsOf(properties),
      },
      context,
    );
    return configure(String(ARN), properties, context);
  },

  async update(arn, { properties }, previous, context) {
    // A generated value stays as long as the way to generate it does.
    const asked = JSON.stringify(properties.GenerateSecretString);
    const again = asked !== JSON.stringify(previous.GenerateSecretString);
    const value = again ? generated(properties) : undefined;
    const isChanged = properties.SecretString !== previous.SecretString;
    const SecretString = value ?? (isChanged ? textIn(properties, 'SecretString') : undefined);
    await UpdateSecret({ SecretId: arn, SecretString, ...settingsOf(properties) }, context);
    return configure(arn, properties, context);
  },

  read(arn, { Tags }, context) {
    const secret = secretAt(arn, context);
    // One that waits for its deletion is as good as gone.
    if (!secret || secret.deletionDate !== undefined) return undefined;
    return {
      Name: secret.name,
      Description: secret.description,
      KmsKeyId: secret.kmsKeyId,
      Tags: tagList(Tags, secret.tags),
    };
  },

  delete(arn, _, context) {
    const secret = secretAt(arn, context);
    if (secret) secrets(context).delete(secret.name);
  },
};

function secretAt(arn: string, context: Context): StoredSecret | undefined {
  return secrets(context)
    .list()
    .find((known) => known.arn === arn);
}

function settingsOf(properties: Properties) {
  return {
    Description: textIn(properties, 'Description'),
    KmsKeyId: textIn(properties, 'KmsKeyId'),
  };
}

function configure(arn: string, properties: Properties, context: Context): ResourceState {
  const secret = secretOf(arn, context);
  secrets(context).put(secret.name, { ...secret, tags: tagMapIn(properties) });
  return { physicalId: arn, attributes: { Id: arn } };
}

function generated(properties: Properties): string | undefined {
  if (properties.GenerateSecretString === undefined && properties.SecretString !== undefined)
    return undefined;
  const asked = objectIn(properties, 'GenerateSecretString');
  const { SecretStringTemplate, GenerateStringKey, ...request } = asked;
  const password = randomPassword(
    asRequest<PasswordRequest>('secretsmanager', 'GetRandomPassword', request),
  );
  if (GenerateStringKey === undefined) return password;
  try {
    return JSON.stringify({
      ...JSON.parse(String(SecretStringTemplate ?? '{}')),
      [String(GenerateStringKey)]: password,
    });
  } catch {
    throw invalidRequest('SecretStringTemplate is not JSON.');
  }
}
