import type { Context } from '../../base/context';
import { asksOf, type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { type Fields, fieldsOf } from '../../values/fields';
import { sealedBy } from './engine/sealing';
import { aliases, arnOf, keys } from './model/records';

/** A key's own policy decides alone: without a word of it not even the account's administrator may use the key. */
const service: RightsOf = {
  service: 'kms',
  names: {
    KeyId: (input, context) =>
      keyId(textOf(input, 'KeyId', 'TargetKeyId'), context) ?? sealing(input),
    Alias: (input) => textOf(input, 'AliasName')?.replace(/^alias\//, ''),
  },
  keys: (_, input, context) => ({
    'kms:calleraccount': context.caller.account,
    'kms:viaservice': viaService(context),
    'kms:encryptionalgorithm': textOf(input, 'EncryptionAlgorithm') ?? 'SYMMETRIC_DEFAULT',
    'kms:encryptioncontextkeys': Object.keys(fieldsOf(input.EncryptionContext)),
    'kms:signingalgorithm': textOf(input, 'SigningAlgorithm'),
    'kms:messagetype': textOf(input, 'MessageType'),
    'kms:macalgorithm': textOf(input, 'MacAlgorithm'),
    'kms:keyspec': textOf(input, 'KeySpec') ?? 'SYMMETRIC_DEFAULT',
    'kms:keyusage': textOf(input, 'KeyUsage') ?? 'ENCRYPT_DECRYPT',
    'kms:keyorigin': 'AWS_KMS',
    'kms:multiregion': 'false',
    'kms:requestalias': textOf(input, 'KeyId')?.match(/alias\/.+$/)?.[0],
    'kms:bypasspolicylockoutsafetycheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
    'kms:schedulekeydeletionpendingwindowindays': String(input.PendingWindowInDays ?? 30),
    ...encryptionContext(fieldsOf(input.EncryptionContext)),
  }),
  tags: (resource, context) => keys(context).get(resource.split(':key/')[1] ?? '')?.tags,
  of: (resource, context) => {
    const key = keys(context).get(resource.split(':key/')[1] ?? '');
    return key && { account: context.account, documents: [key.policy], decidesAlone: true };
  },
};

const forReEncrypt = (action: string, member: string) => (input: Fields, context: Context) =>
  asksOf(service, action, { ...input, KeyId: input[member] }, context);

export const rights = rightsOf({
  ...service,
  special: {
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
    ReEncrypt: (input, context) => [
      ...forReEncrypt('ReEncryptFrom', 'SourceKeyId')(input, context),
      ...forReEncrypt('ReEncryptTo', 'DestinationKeyId')(input, context),
    ],
  },
});

function keyId(id: string | undefined, context: Context): string | undefined {
  const name = id?.replace(arnOf('', context), '').replace(/^key\//, '');
  return name?.startsWith('alias/') ? aliases(context).get(name)?.keyId : name;
}

/** A ciphertext names the key that it can be read with. */
function sealing({ CiphertextBlob }: Fields): string | undefined {
  return CiphertextBlob instanceof Uint8Array ? sealedBy(Buffer.from(CiphertextBlob)) : undefined;
}

function viaService({ caller, region }: Context): string | undefined {
  return caller.via?.at(-1)?.replace(/^([^.]+)\./, `$1.${region}.`);
}

function encryptionContext(pairs: Fields) {
  return Object.fromEntries(
    Object.entries(pairs).map(([key, value]) => [
      `kms:encryptioncontext:${key.toLowerCase()}`,
      String(value),
    ]),
  );
}
