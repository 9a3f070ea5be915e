import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { environmentOf, parseConfig } from '../../lib/config/config';
import { GitenvError } from '../../lib/errors';
import { setSetting } from '../../lib/inspect/settings/change-setting';
import { listSettings, openSetting } from '../../lib/inspect/settings/open-setting';
import { useAwsFiles } from '../aws/aws-files';
import { startMachine, type TestMachine, testAccount, testRegion } from '../local/machine';

let machine: TestMachine;
let files: ReturnType<typeof useAwsFiles>;
beforeAll(async () => {
  machine = await startMachine();
  const { accessKeyId, secretAccessKey } = machine.client().credentials;
  files = useAwsFiles(
    `[profile dev]\nendpoint_url = ${machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
});
afterAll(async () => {
  files.restore();
  await machine.destroy();
});

function environment(config: object, account = testAccount) {
  const environments = { dev: { region: testRegion, profile: 'dev', account } };
  const text = JSON.stringify({ application: 'shop', config, environments });
  return environmentOf(parseConfig(text), 'dev');
}

const place = { cwd: __dirname };

async function failure(of: Promise<unknown>) {
  const error = await of.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GitenvError)) throw error ?? new Error('nothing was refused');
  const { code, message, hint } = error;
  return { code, message, hint };
}

describe('giving a value', () => {
  test('is refused for what AWS keeps and takes no value for, before anybody is asked for it', async () => {
    const config = { OPEN: 'secure-parameter', GONE: 'secret' };
    await new SSMClient(machine.client()).send(
      new PutParameterCommand({ Name: '/shop/OPEN', Value: 'x', Type: 'String' }),
    );
    const secrets = new SecretsManagerClient(machine.client());
    await secrets.send(new CreateSecretCommand({ Name: 'shop/GONE', SecretString: 'x' }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'shop/GONE' }));
    const open = (name: string) => openSetting(environment(config), name, undefined, place);
    expect(await failure(open('OPEN'))).toEqual({
      code: 'CONFIG_STUCK',
      message:
        'The parameter /shop/OPEN of dev is not encrypted, and AWS cannot change that of one that exists.',
      hint: `aws ssm delete-parameter --name /shop/OPEN --region ${testRegion} --profile dev`,
    });
    expect(await failure(open('GONE'))).toEqual({
      code: 'CONFIG_STUCK',
      message:
        'The secret shop/GONE of dev is scheduled for deletion, until when it takes no value.',
      hint: `aws secretsmanager restore-secret --secret-id shop/GONE --region ${testRegion} --profile dev`,
    });
    const listed = await listSettings(environment(config));
    expect(listed.map(({ lack }) => lack)).toEqual(['unencrypted', 'scheduled for deletion']);
  });

  test('is refused in another account than the recorded one', async () => {
    const elsewhere = environment({ KEY: 'secret' }, '999999999999');
    expect(await failure(openSetting(elsewhere, 'KEY', undefined, place))).toMatchObject({
      code: 'WRONG_ACCOUNT',
    });
    expect(await failure(listSettings(elsewhere))).toMatchObject({ code: 'WRONG_ACCOUNT' });
  });

  test('is refused for names that only objects of the language have', async () => {
    for (const name of ['constructor', 'toString', '__proto__', '../KEY', 'KEY\u001b[2J']) {
      const { code, message } = await failure(
        openSetting(environment({ KEY: 'secret' }), name, undefined, place),
      );
      expect(code).toBe('UNKNOWN_SETTING');
      expect(message).toMatch(/^gitenv\.json declares no [\w' ]+ for dev, but KEY\.$/);
    }
  });

  test('shows in the list at once', async () => {
    const declared = environment({ KEY: 'secret', SIZE: 'parameter' });
    for (const name of ['KEY', 'SIZE'])
      await setSetting(await openSetting(declared, name, undefined, place), Buffer.from('1\r\n'));
    expect((await listSettings(declared)).map(({ lack }) => lack)).toEqual([undefined, undefined]);
  });
});
