import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Account, openAccount } from '../../lib/aws/account/account';
import { keepSetting } from '../../lib/aws/values/keep-setting';
import { describeSettings } from '../../lib/aws/values/settings';
import type { Setting, SettingState } from '../../lib/config/setting';
import { startMachine, type TestMachine, testRegion } from '../local/machine';
import { useAwsFiles } from './aws-files';

let machine: TestMachine;
let ssm: SSMClient;
let secrets: SecretsManagerClient;
let files: ReturnType<typeof useAwsFiles>;
let account: Account;
beforeAll(async () => {
  machine = await startMachine();
  ssm = new SSMClient(machine.client());
  secrets = new SecretsManagerClient(machine.client());
  files = useAwsFiles(`[profile dev]\nendpoint_url = ${machine.endpoint}\n`);
  const options = { profile: 'dev', region: testRegion, environment: 'dev' };
  account = await openAccount(options, async () => machine.client().credentials);
});
afterAll(async () => {
  files.restore();
  await machine.destroy();
});

const look = (settings: readonly Setting[]) => describeSettings(account, settings);
async function stateOf(setting: Setting): Promise<SettingState> {
  const [state] = await look([setting]);
  if (!state) throw new Error('no state');
  return state;
}
const setting = (kind: Setting['kind'], reference: string, name = 'NAME'): Setting => ({
  name,
  kind,
  reference,
});

describe('looking at settings', () => {
  test('finds what is there among more names than one call takes', async () => {
    const names = Array.from({ length: 120 }, (_, n) => `/many/N${n}`);
    const there = [names[0], names[49], names[50], names[119]];
    for (const Name of there)
      await ssm.send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' }));
    for (const n of [0, 12])
      await secrets.send(new CreateSecretCommand({ Name: `many/S${n}`, SecretString: 'x' }));
    const parameters = names.map((name) => setting('parameter', name));
    const others = Array.from({ length: 23 }, (_, n) => setting('secret', `many/S${n}`));
    const states = await look([...others, ...parameters]);
    expect(states.map(({ reference }) => reference)).toEqual(
      [...others, ...parameters].map(({ reference }) => reference),
    );
    expect(states.filter(({ lack }) => !lack).map(({ reference }) => reference)).toEqual([
      'many/S0',
      'many/S12',
      ...there,
    ]);
  });

  test('finds what is there and yet of no use', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/odd/OPEN', Value: 'x', Type: 'String' }));
    expect(await stateOf(setting('secure-parameter', '/odd/OPEN'))).toMatchObject({
      lack: 'unencrypted',
    });
    expect(await stateOf(setting('parameter', '/odd/OPEN'))).toMatchObject({
      lack: undefined,
      changedAt: expect.any(Date),
    });
    await secrets.send(new CreateSecretCommand({ Name: 'odd/EMPTY' }));
    expect((await stateOf(setting('secret', 'odd/EMPTY'))).lack).toBe('without a value');
    await secrets.send(new CreateSecretCommand({ Name: 'odd/GONE', SecretString: 'x' }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'odd/GONE' }));
    expect((await stateOf(setting('secret', 'odd/GONE'))).lack).toBe('scheduled for deletion');
  });
});

describe('keeping a setting', () => {
  const keep = async (of: Setting, value: string) => keepSetting(account, await stateOf(of), value);
  const parameter = async (Name: string) =>
    (await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter;

  test('makes it of the kind that is declared, and changes it after that', async () => {
    const secure = setting('secure-parameter', '/keep/SECURE');
    await keep(secure, 'one');
    await keep(secure, 'two');
    expect(await parameter('/keep/SECURE')).toMatchObject({
      Type: 'SecureString',
      Value: 'two',
      Version: 2,
    });
    await keep(setting('parameter', '/keep/OPEN'), '{"a": "é\\n"}');
    expect(await parameter('/keep/OPEN')).toMatchObject({ Type: 'String', Value: '{"a": "é\\n"}' });
    const secret = setting('secret', 'keep/SECRET');
    for (const value of ['one', 'two']) await keep(secret, value);
    const kept = await secrets.send(new GetSecretValueCommand({ SecretId: 'keep/SECRET' }));
    expect(kept.SecretString).toBe('two');
  });

  test('gives a secret without a value its first one', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'keep/EMPTY' }));
    await keep(setting('secret', 'keep/EMPTY'), 'first');
    expect((await stateOf(setting('secret', 'keep/EMPTY'))).lack).toBeUndefined();
  });

  test('leaves a parameter encrypted that somebody has encrypted', async () => {
    const Value = 'x';
    await ssm.send(new PutParameterCommand({ Name: '/keep/WAS', Value, Type: 'SecureString' }));
    await keep(setting('parameter', '/keep/WAS'), 'y');
    expect(await parameter('/keep/WAS')).toMatchObject({ Type: 'SecureString', Value: 'y' });
  });
});

describe('what AWS says when it refuses a value', () => {
  let said = '';
  let server: Server;
  let before: string | undefined;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'ValidationException', message: said }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    before = process.env.AWS_ENDPOINT_URL_SSM;
    process.env.AWS_ENDPOINT_URL_SSM = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL_SSM;
    else process.env.AWS_ENDPOINT_URL_SSM = before;
    server.close();
  });

  const refused = async (message: string, value: string) => {
    said = message;
    const state = { ...setting('parameter', '/a/B'), lack: 'missing' } as SettingState;
    const call = keepSetting(account, state, value);
    return call.then(
      () => 'kept',
      (error: Error) => error,
    );
  };

  test('is passed on without the value, and without the error that has it', async () => {
    const value = 'se{{cret}}\nwith two lines';
    for (const text of [`'${value}' at 'value'`, value.replace('\n', ' ')]) {
      const error = await refused(`1 validation error: Value ${text} is wrong`, value);
      expect(error).toMatchObject({
        code: 'AWS_REFUSED',
        message: 'AWS refused the value (ValidationException).',
      });
      expect((error as Error).cause).toBeUndefined();
      expect(String((error as Error).stack)).not.toContain('cret');
    }
  });

  test('is passed on whole where it does not have the value', async () => {
    expect(await refused('The parameter is a String.', 'secret')).toMatchObject({
      code: 'AWS_REFUSED',
      message: 'AWS refused: The parameter is a String.',
    });
  });
});
