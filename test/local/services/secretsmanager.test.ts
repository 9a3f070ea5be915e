import fs from 'node:fs';
import path from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine } from '../machine';

let machine: TestMachine;
let client: SecretsManagerClient;
beforeAll(async () => {
  machine = await startMachine();
  client = new SecretsManagerClient(machine.client());
});
afterAll(() => machine.destroy());

const create = (Name: string, SecretString: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString }));
const get = (SecretId: string, more: Partial<GetSecretValueCommandInput> = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...more }));

describe('a secret', () => {
  test('is read by name, by ARN and by the ARN without its ending', async () => {
    const { ARN = '' } = await create('app/db', 'swordfish');
    expect(ARN).toMatch(/:secret:app\/db-[A-Za-z0-9]{6}$/);
    for (const id of ['app/db', ARN, ARN.slice(0, -7)])
      expect((await get(id)).SecretString).toBe('swordfish');
  });

  test('keeps the value before the current one', async () => {
    const { VersionId } = await create('rotated', 'one');
    await client.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString: 'two' }));
    expect((await get('rotated')).SecretString).toBe('two');
    const before = await get('rotated', { VersionStage: 'AWSPREVIOUS' });
    expect(before).toMatchObject({ SecretString: 'one', VersionId });
    await client.send(new UpdateSecretCommand({ SecretId: 'rotated', SecretString: 'three' }));
    expect((await get('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
    await expect(get('rotated', { VersionStage: 'OTHER' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('may be bytes, and longer than what KMS takes at once', async () => {
    const SecretBinary = Buffer.alloc(10_000, 7);
    await client.send(new CreateSecretCommand({ Name: 'binary', SecretBinary }));
    expect(Buffer.from((await get('binary')).SecretBinary ?? [])).toEqual(SecretBinary);
  });

  test('is put once for one token', async () => {
    await create('once', 'one');
    const put = (SecretString: string) =>
      client.send(
        new PutSecretValueCommand({
          SecretId: 'once',
          SecretString,
          ClientRequestToken: 'x'.repeat(32),
        }),
      );
    await put('two');
    expect((await put('two')).VersionId).toBe('x'.repeat(32));
    await expect(put('three')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('is not readable on the disk', async () => {
    await create('hidden', 'plainly-not-there');
    const files = fs
      .readdirSync(machine.root, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(machine.root, name))
      .filter((name) => fs.statSync(name).isFile());
    const found = files.filter((name) => fs.readFileSync(name).includes('plainly-not-there'));
    expect(found).toEqual([]);
  });

  test('can be restored until its time is over', async () => {
    await create('deleted', 'x');
    await client.send(new DeleteSecretCommand({ SecretId: 'deleted' }));
    await expect(get('deleted')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    const { DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: 'deleted' }));
    expect(DeletedDate).toBeInstanceOf(Date);
    await client.send(new RestoreSecretCommand({ SecretId: 'deleted' }));
    expect((await get('deleted')).SecretString).toBe('x');
    await client.send(
      new DeleteSecretCommand({ SecretId: 'deleted', ForceDeleteWithoutRecovery: true }),
    );
    await expect(get('deleted')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is listed', async () => {
    await create('list/one', 'x');
    await create('list/two', 'x');
    const { SecretList } = await client.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['list/'] }], SortOrder: 'asc' }),
    );
    expect(SecretList?.map(({ Name }) => Name).toSorted()).toEqual(['list/one', 'list/two']);
  });
});

test('a random password holds what was asked for', async () => {
  const { RandomPassword = '' } = await client.send(
    new GetRandomPasswordCommand({ PasswordLength: 20, ExcludePunctuation: true }),
  );
  expect(RandomPassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{20}$/);
});

test("Parameter Store's SecureStrings are decrypted only on request", async () => {
  const ssm = new SSMClient(machine.client());
  await ssm.send(new PutParameterCommand({ Name: '/s', Value: 'quiet', Type: 'SecureString' }));
  const read = async (WithDecryption: boolean) =>
    (await ssm.send(new GetParameterCommand({ Name: '/s', WithDecryption }))).Parameter;
  expect(await read(true)).toMatchObject({ Value: 'quiet', Type: 'SecureString' });
  expect((await read(false))?.Value).not.toContain('quiet');
});
