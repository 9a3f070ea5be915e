import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { IAMClient } from '@aws-sdk/client-iam';
import { freeRole } from '../../free-role';
import { startMachine, type TestMachine, testAccount } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let work: Workspace;
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

beforeAll(async () => {
  machine = await startMachine();
  work = await new Workspace().init();
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
  const iam = new IAMClient(machine.client());
  await freeRole(iam, 'deploy', 'codebuild.amazonaws.com');
  await work.commit('First');
  await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

async function status(url: string): Promise<number> {
  const { username, password, origin, pathname } = new URL(url);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const reply = await fetch(`${origin}${pathname}/info/refs?service=git-upload-pack`, {
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
  });
  await reply.arrayBuffer();
  return reply.status;
}

const token = () =>
  machine.machine.credentials.issue(
    {
      account: testAccount,
      arn: `arn:aws:sts::${testAccount}:assumed-role/deploy/ada`,
      userId: 'AROA:ada',
    },
    900,
  );

describe('git over HTTP', () => {
  test('asks who is there before anything else', async () => {
    const reply = await fetch(`${machine.endpoint}/v1/repos/app/info/refs?service=git-upload-pack`);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  test.each([
    ['signed for the host with its port', {}],
    ['signed for the host without its port', { withoutPort: true }],
    ['signed a quarter of an hour ago, nearly', { at: minutes(-14) }],
  ])('lets in what is %s', async (_, options) => {
    expect(await status(signedUrl(machine, 'app', options))).toBe(200);
  });

  test.each([
    ['signed too long ago', { at: minutes(-16) }],
    ['signed in the future', { at: minutes(16) }],
    ['signed for a region without a repository', { region: 'us-east-1' }],
    ['signed with another secret', { signer: { accessKeyId: '', secretAccessKey: 'guess' } }],
  ])('refuses what is %s', async (_, options) => {
    const known = machine.client().credentials;
    const signer = { ...known, ...('signer' in options ? { secretAccessKey: 'guess' } : {}) };
    expect(await status(signedUrl(machine, 'app', { ...options, signer }))).toBe(403);
  });

  test.each([
    'Basic !!!',
    'Basic bm9jb2xvbg==',
    'Bearer abc',
    `Basic ${Buffer.from('AKIA:20260101T000000Zabc').toString('base64')}`,
    `Basic ${Buffer.from(`__proto__:20260101T000000Z${'0'.repeat(64)}`).toString('base64')}`,
  ])('refuses what is no signature at all: %s', async (authorization) => {
    const reply = await fetch(
      `${machine.endpoint}/v1/repos/app/info/refs?service=git-upload-pack`,
      { headers: { authorization } },
    );
    expect(reply.status).toBe(403);
  });

  test('refuses the signature of one repository at another', async () => {
    const other = signedUrl(machine, 'app').replace(/app$/, 'other');
    expect(await status(other)).toBe(403);
  });

  test('takes temporary credentials with their token, and not without it', async () => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = token();
    const signer = { accessKeyId, secretAccessKey, sessionToken };
    expect(await status(signedUrl(machine, 'app', { signer }))).toBe(200);
    const bare = { accessKeyId, secretAccessKey };
    expect(await status(signedUrl(machine, 'app', { signer: bare }))).toBe(403);
  });

  test.each(['absent', 'app.git', 'app%2f..', ''])('knows no repository %j', async (name) => {
    const { status: code } = await fetch(
      `${signedUrl(machine, name).replace(/\/\/.*@/, '//')}/info/refs`,
      { headers: basic(signedUrl(machine, name)) },
    );
    expect([403, 404]).toContain(code);
  });

  test('shows git what is wrong with a name', async () => {
    const { code, stderr } = await work.try('ls-remote', signedUrl(machine, 'absent'));
    expect(code).toBe(128);
    expect(stderr).toMatch(/not found/);
  });

  test('speaks only the smart protocol', async () => {
    const url = signedUrl(machine, 'app');
    const reply = await fetch(`${machine.endpoint}/v1/repos/app/info/refs`, {
      headers: basic(url),
    });
    expect(reply.status).toBe(403);
    const config = await fetch(`${machine.endpoint}/v1/repos/app/config`, { headers: basic(url) });
    expect(config.status).toBe(404);
  });
});

function basic(url: string): { authorization: string } {
  const { username, password } = new URL(url);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}
