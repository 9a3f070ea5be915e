import { execFileSync } from 'node:child_process';
import { authorizedEnvironment } from '../../lib/aws/codecommit/authorize';

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const signer = { region: 'eu-west-1', credentials: async () => credentials };
const now = new Date('2026-01-02T03:04:05Z');
const remote = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop';
const local = 'http://127.0.0.1:4599/v1/repos/shop';

const base = { PATH: process.env.PATH, HOME: '/nowhere', GIT_CONFIG_NOSYSTEM: '1' };
const authorized = (url: string, env: NodeJS.ProcessEnv = base) =>
  authorizedEnvironment(signer, url, env, now);

/** What git itself makes of the environment. */
function setting(name: string, url: string, env: NodeJS.ProcessEnv): string[] {
  const args = ['config', '--get-all', `http.${url}.${name}`];
  return execFileSync('git', args, { env, encoding: 'utf8' }).replace(/\n$/, '').split('\n');
}

describe('the environment git is started in', () => {
  test('signs one address and no other', async () => {
    const env = await authorized(remote);
    const [header = ''] = setting('extraHeader', remote, env);
    const [user, password] = Buffer.from(header.replace('Authorization: Basic ', ''), 'base64')
      .toString()
      .split(':');
    expect(user).toBe(credentials.accessKeyId);
    expect(password).toMatch(/^20260102T030405Z[0-9a-f]{64}$/);
    expect(() => setting('extraHeader', `${remote}-other`, env)).toThrow();
  });

  test('keeps what the environment configures already', async () => {
    const env = await authorized(remote, {
      ...base,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.name',
      GIT_CONFIG_VALUE_0: 'Robin',
      GIT_CONFIG_PARAMETERS: "'user.email=r@example.com'",
    });
    const ask = (key: string) => execFileSync('git', ['config', key], { env, encoding: 'utf8' });
    expect([ask('user.name'), ask('user.email')]).toEqual(['Robin\n', 'r@example.com\n']);
    expect(setting('followRedirects', remote, env)).toEqual(['false']);
  });

  test('asks nobody for a password, and lets no helper of the user’s keep the signature', async () => {
    const env = await authorized(remote);
    expect(env).toMatchObject({ GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '' });
    const helper = execFileSync('git', ['config', '--get-urlmatch', 'credential.helper', remote], {
      env,
      encoding: 'utf8',
    });
    expect(helper).toBe('\n');
  });

  test('goes past a proxy on this machine only', async () => {
    expect(setting('proxy', local, await authorized(local))).toEqual(['']);
    const other = await authorized(remote);
    expect(() => setting('proxy', remote, other)).toThrow();
  });
});
