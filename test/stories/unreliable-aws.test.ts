import net, { type AddressInfo } from 'node:net';
import { denied, type Fault, type Faults, standBetween, throttled } from '../deploy/faults';
import { install, type Stage, setStage } from '../deploy/stage';

let stage: Stage;
let tipBefore: string;
let made = 0;
beforeAll(async () => {
  stage = await setStage();
  await install(stage);
  await stage.commit('First');
  await stage.git(['push', 'dev']);
});
beforeEach(async () => {
  tipBefore = await tip();
  made += 1;
  await stage.commit(`Change ${made}`);
});
afterAll(() => stage.destroy());

const tip = async () => (await stage.git(['ls-remote', 'dev', 'refs/heads/main'])).stdout;
const head = async () => (await stage.git(['rev-parse', 'HEAD'])).stdout.trim();

/** Runs something while AWS, or one of its services, is reached through faults. */
async function through<T>(
  fault: (operation: string, before: number) => Fault | undefined,
  run: (env: NodeJS.ProcessEnv, faults: Faults) => Promise<T>,
): Promise<T> {
  const faults = await standBetween(stage.machine.endpoint, fault);
  try {
    return await run({ AWS_ENDPOINT_URL: faults.endpoint }, faults);
  } finally {
    await faults.close();
  }
}

const ways = [
  ['gitenv push', 5, (env: NodeJS.ProcessEnv) => stage.gitenv(['push', 'dev'], { env })],
  ['git push', 1, (env: NodeJS.ProcessEnv) => stage.git(['push', 'dev'], { env })],
] as const;

describe.each(ways)('%s where AWS limits requests', (way, refusedWith, push) => {
  test('tries again, and arrives', async () => {
    const { exitCode, asked } = await through(
      (operation, before) =>
        before < 2 && /^(GetRepo|GetBranch|ListPipeline)/.test(operation) ? throttled : undefined,
      async (env, { asked }) => ({ ...(await push(env)), asked }),
    );
    expect(exitCode).toBe(0);
    expect(asked.filter((one) => one === 'GetRepository').length).toBeGreaterThanOrEqual(3);
    expect(await tip()).toContain(await head());
  });

  test('gives up after a few, says so, and nothing has moved', async () => {
    const pushed = await through(() => throttled, push);
    expect(pushed.exitCode).toBe(way === 'git push' ? 128 : refusedWith);
    expect(pushed.stderr).toContain(
      'gitenv: AWS is limiting requests: Rate exceeded. Try again in a minute.\n',
    );
    expect(await tip()).toBe(tipBefore);
  });

  test('gives up where it is what the guards ask, with the way to insist', async () => {
    const limited = (operation: string) => /^ListPipeline/.test(operation);
    const pushed = await through((it) => (limited(it) ? throttled : undefined), push);
    expect(pushed.exitCode).not.toBe(0);
    expect(pushed.stderr).toMatch(
      /gitenv: What runs in dev cannot be asked: AWS is limiting requests: Rate exceeded; nothing was changed\. Try again in a minute\. To go ahead all the same, give a reason\.\nhint: git(env)? push .*unchecked/,
    );
    expect(await tip()).toBe(tipBefore);
  });

  test('waits while it looks for a release, or at it, and follows that to its end', async () => {
    // With git while the release is waited for, with gitenv while it is followed: both go the same way from there.
    const from = way === 'git push' ? ['ListPipelineExecutions', 1] : ['ListActionExecutions', 0];
    const [first, times] = from as [string, number];
    let limited = 0;
    const pushed = await through((operation, before) => {
      if (limited === 0 && !(operation === first && before >= times)) return undefined;
      limited += 1;
      return limited <= 10 ? throttled : undefined;
    }, push);
    expect(pushed.stderr).toContain(`dev: ${(await head()).slice(0, 8)} is released, after`);
    expect(pushed.exitCode).toBe(0);
    expect(limited).toBeGreaterThan(10);
  });
});

describe.each<[string, Fault]>([
  [
    'a page',
    {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!DOCTYPE html><title>Welcome</title>',
    },
  ],
  ['a redirect', { status: 302, headers: { location: 'http://login.example/' }, body: '' }],
  ['a page that is called JSON', { status: 200, body: '\n<html><body>Sign in</body></html>' }],
])('behind a network that answers everything with %s', (_, page) => {
  test.each(ways)(
    '%s says that it wants a sign-in, and nothing has moved',
    async (way, code, push) => {
      const pushed = await through(() => page, push);
      expect(pushed.exitCode).toBe(way === 'git push' ? 128 : code);
      expect(pushed.stderr).toMatch(
        /gitenv: A web page has answered instead of 127\.0\.0\.1:\d+: this network seems to want a sign-in before it lets anything through\./,
      );
      expect(await tip()).toBe(tipBefore);
    },
  );
});

test.each(ways)('%s bridges server errors of some seconds', async (_, _code, push) => {
  const busy: Fault = {
    status: 503,
    headers: { 'content-type': 'text/html' },
    body: '<html><body><b>Http/1.1 Service Unavailable</b></body> </html>',
  };
  const pushed = await through((_operation, before) => (before < 3 ? busy : undefined), push);
  expect(pushed.exitCode).toBe(0);
  expect(await tip()).toContain(await head());
});

test('gitenv status says so where AWS limits requests', async () => {
  const status = await through(
    () => throttled,
    (env) => stage.gitenv(['status'], { env }),
  );
  expect(status.stdout).toContain('no answer: AWS is limiting requests: Rate exceeded.');
  expect(status.stdout).toContain('dev: Try again in a minute.');
  expect(status.exitCode).toBe(5);
});

describe('where AWS does not say what runs', () => {
  const blind = (operation: string) =>
    /^(ListPipelineExecutions|GetPipelineState)$/.test(operation) ? denied : undefined;
  const insist = {
    gitenv: ['push', 'dev', '--unchecked', '--reason', 'the role lost its rights'],
    git: ['push', '-o', 'unchecked', '-o', 'reason=the role lost its rights', 'dev', 'HEAD:main'],
  };

  test.each(['gitenv', 'git'] as const)(
    '%s refuses, and with --unchecked pushes and says what it cannot see',
    async (program) => {
      const refused = await through(blind, (env) => stage[program](['push', 'dev'], { env }));
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain('What runs in dev cannot be asked: AWS denied access');
      expect(await tip()).toBe(tipBefore);

      const pushed = await through(blind, (env) => stage[program](insist[program], { env }));
      expect(pushed.stderr).toContain(
        'gitenv: dev has the push, but its release cannot be followed: AWS denied access',
      );
      expect(await tip()).toContain(await head());
      await stage.machine.idle();
      const { stdout } = await stage.gitenv(['history', 'dev', '--json']);
      expect(JSON.parse(stdout).releases[0]).toMatchObject({
        commit: await head(),
        status: 'Succeeded',
        reason: { text: 'the role lost its rights', guards: ['unchecked'] },
      });
    },
  );
});

describe.each(ways)('%s on a dead network', (way, refusedWith, push) => {
  const dead = way === 'git push' ? 128 : refusedWith;

  test('says that nobody listens there', async () => {
    const port = await closedPort();
    const pushed = await push({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    expect(pushed.exitCode).toBe(dead);
    expect(pushed.stderr).toMatch(
      new RegExp(`gitenv: 127\\.0\\.0\\.1:${port} cannot be reached \\(ECONNREFUSED\\)\\.\nhint: `),
    );
    expect(await tip()).toBe(tipBefore);
  });

  test('says that nobody knows the host', async () => {
    const pushed = await push({ AWS_ENDPOINT_URL: 'http://aws.invalid' });
    expect(pushed.exitCode).toBe(dead);
    expect(pushed.stderr).toMatch(
      /gitenv: aws\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\)\. Check the network connection and the region\.\n/,
    );
    expect(await tip()).toBe(tipBefore);
  });
});

async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
