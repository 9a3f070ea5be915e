import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type SignCommandInput,
  UpdateAliasCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';

let machine: TestMachine;
let kms: KMSClient;
beforeAll(async () => {
  machine = await startMachine();
  kms = new KMSClient(machine.client());
});
afterAll(() => machine.destroy());

async function create(input: CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(input));
  return KeyMetadata?.KeyId ?? '';
}

const message = Buffer.from('what is signed');

describe('a signing key', () => {
  test.each([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
  ] as const)(
    '%s makes signatures that anyone verifies',
    async (KeySpec, SigningAlgorithm, hash) => {
      const KeyId = await create({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
      const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      if (KeySpec === 'ECC_NIST_P256') expect(PublicKey).toHaveLength(91);
      const digest = createHash(hash).update(message).digest();
      const inputs: Pick<SignCommandInput, 'Message' | 'MessageType'>[] = [
        { Message: message, MessageType: 'RAW' },
        { Message: digest, MessageType: 'DIGEST' },
      ];
      for (const how of inputs) {
        const { Signature = new Uint8Array() } = await kms.send(
          new SignCommand({ KeyId, SigningAlgorithm, ...how }),
        );
        expect(verify(hash, message, key, Signature)).toBe(true);
        for (const again of inputs) {
          const verified = await kms.send(
            new VerifyCommand({ KeyId, SigningAlgorithm, Signature, ...again }),
          );
          expect(verified.SignatureValid).toBe(true);
        }
        const other = { Message: createHash(hash).update('other').digest(), MessageType: 'DIGEST' };
        await expect(
          kms.send(
            new VerifyCommand({
              KeyId,
              SigningAlgorithm,
              Signature,
              ...(other as typeof how),
            }),
          ),
        ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
      }
    },
  );

  test('Ed25519 signs messages, but nothing longer than 4 KB', async () => {
    const KeyId = await create({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
    const SigningAlgorithm = 'ED25519_SHA_512';
    const sign = (Message: Buffer) =>
      kms.send(new SignCommand({ KeyId, SigningAlgorithm, Message }));
    const { Signature } = await sign(message);
    const input = { KeyId, SigningAlgorithm, Signature, Message: message } as const;
    expect((await kms.send(new VerifyCommand(input))).SignatureValid).toBe(true);
    await expect(sign(Buffer.alloc(4097))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('does not encrypt, and refuses an algorithm that is not its own', async () => {
    const KeyId = await create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: message }))).rejects.toMatchObject(
      { name: 'InvalidKeyUsageException' },
    );
    await expect(
      kms.send(new SignCommand({ KeyId, Message: message, SigningAlgorithm: 'ECDSA_SHA_512' })),
    ).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  });
});

describe('an encryption key', () => {
  test('decrypts what it encrypted, without being named, in the same context', async () => {
    const KeyId = await create();
    const EncryptionContext = { a: '1', b: '2' };
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: message, EncryptionContext }),
    );
    machine = await machine.restart();
    kms = new KMSClient(machine.client());
    const decrypt = (context: Record<string, string>) =>
      kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
    const { Plaintext, KeyId: arn } = await decrypt({ b: '2', a: '1' });
    expect(Buffer.from(Plaintext ?? [])).toEqual(message);
    expect(arn).toBe(`arn:aws:kms:${testRegion}:${testAccount}:key/${KeyId}`);
    await expect(decrypt({ a: '1' })).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('of RSA decrypts too', async () => {
    const KeyId = await create({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId, Plaintext: message, EncryptionAlgorithm }),
    );
    const { Plaintext } = await kms.send(
      new DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }),
    );
    expect(Buffer.from(Plaintext ?? [])).toEqual(message);
  });

  test('hands out data keys, and moves ciphertexts to another key', async () => {
    const [one, two] = [await create(), await create()];
    const data = await kms.send(new GenerateDataKeyCommand({ KeyId: one, KeySpec: 'AES_256' }));
    expect(data.Plaintext).toHaveLength(32);
    const { CiphertextBlob } = await kms.send(
      new ReEncryptCommand({ CiphertextBlob: data.CiphertextBlob, DestinationKeyId: two }),
    );
    await expect(
      kms.send(new DecryptCommand({ CiphertextBlob, KeyId: one })),
    ).rejects.toMatchObject({ name: 'IncorrectKeyException' });
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob, KeyId: two }));
    expect(Plaintext).toEqual(data.Plaintext);
  });

  test('refuses a ciphertext that nobody made', async () => {
    const CiphertextBlob = Buffer.from('nonsense');
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });
});

test('a MAC is verified by the key that made it', async () => {
  const KeyId = await create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  const MacAlgorithm = 'HMAC_SHA_256';
  const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message: message }));
  const check = (Message: Buffer) =>
    kms.send(new VerifyMacCommand({ KeyId, MacAlgorithm, Message, Mac }));
  expect((await check(message)).MacValid).toBe(true);
  await expect(check(Buffer.from('other'))).rejects.toMatchObject({
    name: 'KMSInvalidMacException',
  });
});

describe('a key', () => {
  test('is found by id, ARN and alias, and the alias can move', async () => {
    const [one, two] = [await create({ Description: 'one' }), await create({ Description: 'two' })];
    const AliasName = 'alias/app/current';
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: one }));
    const describe = async (KeyId: string) =>
      (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Description;
    const prefix = `arn:aws:kms:${testRegion}:${testAccount}:`;
    for (const id of [one, `${prefix}key/${one}`, AliasName, `${prefix}${AliasName}`])
      expect(await describe(id)).toBe('one');
    await kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: two }));
    expect(await describe(AliasName)).toBe('two');
    const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: two }));
    expect(Aliases?.map((alias) => alias.AliasName)).toEqual([AliasName]);
    await expect(describe('alias/none')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('does nothing while it is disabled or waits for its deletion', async () => {
    const KeyId = await create();
    const encrypt = () => kms.send(new EncryptCommand({ KeyId, Plaintext: message }));
    await kms.send(new DisableKeyCommand({ KeyId }));
    await expect(encrypt()).rejects.toMatchObject({ name: 'DisabledException' });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await expect(encrypt()).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata?.KeyState).toBe('Disabled');
  });

  test('of a kind that is not here is refused by name', async () => {
    await expect(create({ KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' })).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: /ML_DSA_44/,
    });
  });
});
