import type { Context, Properties, ResourceState, ResourceType } from '../../base/context';
import { tagList } from '../../base/list-order';
import { invalidRequest } from './model/errors';
import { type PasswordRequest, randomPassword } from './model/password';
import { type StoredSecret, secretOf, secrets } from './model/records';
import { CreateSecret, UpdateSecret } from './operations/write';

type GenerateSecretString = PasswordRequest & {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
};

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
        SecretString: generated(properties) ?? (properties.SecretString as string | undefined),
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
    const SecretString =
      value ??
      (properties.SecretString !== previous.SecretString ? properties.SecretString : undefined);
    await UpdateSecret(
      {
        SecretId: arn,
        SecretString: SecretString as string | undefined,
        ...settingsOf(properties),
      },
      context,
    );
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

function settingsOf({ Description, KmsKeyId }: Properties) {
  return {
    Description: Description as string | undefined,
    KmsKeyId: KmsKeyId as string | undefined,
  };
}

function configure(arn: string, { Tags }: Properties, context: Context): ResourceState {
  const secret = secretOf(arn, context);
  const tags = (Tags ?? []) as readonly { Key: string; Value: string }[];
  secrets(context).put(secret.name, {
    ...secret,
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
  });
  return { physicalId: arn, attributes: { Id: arn } };
}

function generated({ GenerateSecretString: asked, SecretString }: Properties): string | undefined {
  if (asked === undefined && SecretString !== undefined) return undefined;
  const { SecretStringTemplate, GenerateStringKey, ...request } = (asked ??
    {}) as GenerateSecretString;
  const password = randomPassword(request);
  if (GenerateStringKey === undefined) return password;
  try {
    return JSON.stringify({
      ...JSON.parse(SecretStringTemplate ?? '{}'),
      [GenerateStringKey]: password,
    });
  } catch {
    throw invalidRequest('SecretStringTemplate is not JSON.');
  }
}
