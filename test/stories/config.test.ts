import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { makeInstalledWorld, quietApplication, type World } from './world';

const deploy = `#!/usr/bin/env bash
echo "deploying with pages of $PAGE_SIZE and a key of \${#API_KEY} characters"
`;
const references = `env:
  parameter-store:
    PAGE_SIZE: /app/PAGE_SIZE
  secrets-manager:
    API_KEY: app/API_KEY
`;
const key = 'kept-from-everybody "\\ é\nand a second line';
const pages = '8472391';

let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld({ ...quietApplication, deploy });
  // CodeBuild reads a deploy's values with the rights of the deploy's role.
  const policy = 'arn:aws:iam::aws:policy/PowerUserAccess';
  await world.ok(`gitenv init dev stg prd --deploy-policy ${policy} --yes`);
});
afterAll(() => world.end());

function declare(config: object, own: Record<string, object> = {}): void {
  const file = JSON.parse(world.read('gitenv.json'));
  for (const [name, it] of Object.entries(own)) file.environments[name].config = it;
  world.write('gitenv.json', JSON.stringify({ ...file, config }, null, 2));
}

async function settings(environment: string) {
  return JSON.parse(await world.ok(`gitenv config list ${environment} --json`)).settings;
}

const tipOf = async (environment: string) =>
  (await world.ok(`git ls-remote ${environment} refs/heads/main`)).split('\t')[0] ?? '';
const newest = async (environment: string) =>
  JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases[0];

/** Every file of the world that has a text, in the clear or packed by git. */
async function filesWith(text: string): Promise<string[]> {
  const entries = readdirSync(world.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile()).map((it) => path.join(it.parentPath, it.name));
  const plain = files.filter((file) => readFileSync(file).includes(text));
  const heads = files.filter((file) => path.basename(file) === 'HEAD').map(path.dirname);
  const packed: string[] = [];
  for (const folder of heads) {
    const all = 'cat-file --batch --batch-all-objects --buffer';
    const { stdout } = await world.sh(`git --git-dir '${folder}' ${all} 2>/dev/null`);
    if (stdout.includes(text)) packed.push(folder);
  }
  return [...plain, ...packed];
}

describe('what gitenv.json declares and an environment has not', () => {
  let first: string;

  test('keeps a release from starting, in either spelling', async () => {
    declare({ PAGE_SIZE: 'parameter', API_KEY: 'secret' });
    world.write('deployspec.yml', world.read('deployspec.yml').replace('env:\n', references));
    first = await world.commit('Declare what is needed');
    const plain = await world.sh('git push');
    expect(plain.status).not.toBe(0);
    const lacking = `dev lacks configuration that ${first.slice(0, 8)} declares: PAGE_SIZE, API_KEY`;
    expect(plain.stderr).toContain(`gitenv: ${lacking}; nothing was changed.`);
    expect(plain.stderr).toContain(
      'hint: gitenv config set dev PAGE_SIZE\n      gitenv config set dev API_KEY\n      git push -o skip-config',
    );
    const spelled = await world.sh('gitenv push dev --json');
    expect(spelled.status).toBe(5);
    expect(JSON.parse(spelled.stdout).error).toMatchObject({
      code: 'MISSING_CONFIG',
      message: expect.stringContaining(lacking),
    });
    expect(await tipOf('dev')).toBe('');
    expect(await settings('dev')).toMatchObject([
      { name: 'PAGE_SIZE', kind: 'parameter', reference: '/app/PAGE_SIZE', lack: 'missing' },
      { name: 'API_KEY', kind: 'secret', reference: 'app/API_KEY', lack: 'missing' },
    ]);
    expect(await world.ok('gitenv config list dev')).toContain('gitenv config set dev API_KEY');
    const doctor = JSON.parse((await world.sh('gitenv doctor --json')).stdout);
    expect(doctor.findings).toContainEqual({
      check: 'config',
      environment: 'stg',
      outcome: 'problem',
      message: 'lacks configuration that gitenv.json declares: PAGE_SIZE, API_KEY',
      fix: 'gitenv config set stg PAGE_SIZE',
    });
  });

  test('is set from standard input, and the deploy gets it by its name', async () => {
    expect(await world.ok(`echo ${pages} | gitenv config set dev PAGE_SIZE`)).toBe(
      'dev: PAGE_SIZE is kept as the parameter /app/PAGE_SIZE',
    );
    const line = 'printf "%s\\n" "$KEY" | gitenv config set dev API_KEY --json';
    expect(JSON.parse(await world.ok(line, { KEY: key }))).toEqual({
      environment: 'dev',
      name: 'API_KEY',
      kind: 'secret',
      reference: 'app/API_KEY',
    });
    const { status, stderr } = await world.sh('git push');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(await world.ok('gitenv logs dev')).toContain(
      `with pages of *** and a key of ${key.length} characters`,
    );
    expect(await settings('dev')).toMatchObject([
      { name: 'PAGE_SIZE', lack: null, changedBy: expect.stringMatching(/^arn:aws:/) },
      { name: 'API_KEY', lack: null, arn: expect.stringMatching(/:secret:app\/API_KEY-/) },
    ]);
  });

  test('is nowhere but where AWS keeps it', async () => {
    expect(await filesWith('Declare what is needed')).toEqual(
      expect.arrayContaining([
        path.join(world.repository, '.git'),
        expect.stringMatching(/root|local/),
      ]),
    );
    const [line = ''] = key.split('\n');
    for (const text of [line, 'and a second line', JSON.stringify(line).slice(1, -1)])
      expect(await filesWith(text)).toEqual([]);
    const kept = (await filesWith(pages)).map((file) => path.relative(world.folder, file));
    expect(kept).toEqual([expect.stringMatching(/\/ssm\/parameters\//)]);
  });

  test('keeps it from the next environment too, by every way there', async () => {
    for (const line of ['git push stg', 'gitenv push stg', 'gitenv promote stg']) {
      const { status, stderr } = await world.sh(line);
      expect(status).not.toBe(0);
      expect(stderr).toContain('stg lacks configuration that');
      expect(stderr).toContain('gitenv config set stg PAGE_SIZE');
    }
    const blunt = await world.sh('git push -o skip-config stg');
    expect(blunt.stderr).toContain("-o skip-config needs a reason. Add -o reason='…'.");
    expect(await tipOf('stg')).toBe('');
    await world.ok('echo 50 | gitenv config set stg PAGE_SIZE');
    const { stderr } = await world.sh('gitenv promote stg');
    expect(stderr).toContain('declares: API_KEY; nothing was changed.');
    await world.ok('echo other | gitenv config set stg API_KEY');
    await world.ok('gitenv promote stg');
    expect(await tipOf('stg')).toBe(first);
    await world.ok('gitenv redeploy stg');
  });
});

describe('what only some commits or environments need', () => {
  let needy: string;

  test('is set aside with a reason, which the history shows', async () => {
    declare({ PAGE_SIZE: 'parameter', API_KEY: 'secret', EXTRA: 'secure-parameter' });
    const once = `[ -e ${world.folder}/once ] || { touch ${world.folder}/once; exit 1; }\n`;
    world.write('deploy', `${deploy}${once}`, 0o755);
    needy = await world.commit('Need something more');
    const { status: failed } = await world.sh(
      "git push -o skip-config -o reason='it has a default'",
    );
    expect(failed).not.toBe(0);
    expect(await newest('dev')).toMatchObject({
      status: 'Failed',
      reason: { text: 'it has a default', guards: ['skip-config'] },
    });
  });

  test('is asked for again before what failed is tried again', async () => {
    const refused = await world.sh('gitenv retry dev');
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain(
      `dev lacks configuration that ${needy.slice(0, 8)} declares: EXTRA; nothing was changed.`,
    );
    expect(refused.stderr).toContain("gitenv retry dev --skip-config --reason '…'");
    expect(await newest('dev')).toMatchObject({ status: 'Failed' });
    await world.ok("gitenv retry dev --skip-config --reason 'it still has'");
    expect(await newest('dev')).toMatchObject({
      status: 'Succeeded',
      reason: { text: 'it still has', guards: ['skip-config'] },
    });
    const { status, stderr } = await world.sh('gitenv redeploy dev');
    expect(status).toBe(5);
    expect(stderr).toContain("gitenv redeploy dev --skip-config --reason '…'");
  });

  test('is asked for as the commit declares it, also of a rollback', async () => {
    declare({ PAGE_SIZE: 'parameter', API_KEY: 'secret' }, { prd: { PAGE_SIZE: false } });
    await world.commit('Need less again');
    await world.ok('git push');
    const short = needy.slice(0, 8);
    const refused = await world.sh(`gitenv rollback dev --to ${short} --yes`);
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain(
      `hint: gitenv config set dev EXTRA --at ${short}\n      gitenv rollback dev --to ${short} --skip-config`,
    );
    expect(await world.sh('echo 1 | gitenv config set dev EXTRA')).toMatchObject({ status: 2 });
    await world.ok(`echo 1 | gitenv config set dev EXTRA --at ${short}`);
    await world.ok(`gitenv rollback dev --to ${short} --yes`);
    expect(await tipOf('dev')).toBe(needy);
  });

  test('is left out where an environment does without', async () => {
    expect(await settings('prd')).toMatchObject([{ name: 'API_KEY' }]);
  });
});

describe('where nobody may look', () => {
  const refusing = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{"__type":"AccessDeniedException","message":"not ssm:DescribeParameters"}');
  });
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    env = { AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}` };
  });
  afterAll(() => refusing.close());

  test('a push says so, and goes on', async () => {
    const commit = await world.commit('Something else');
    const pushed = await world.sh("git push --force -o reason='on top'", env);
    expect(pushed).toMatchObject({ status: 0 });
    expect(pushed.stderr).toContain(
      `dev: whether it has the configuration that ${commit.slice(0, 8)} declares cannot be told: AWS denied access`,
    );
    expect(await tipOf('dev')).toBe(commit);
  });

  test('what can be looked at is asked for all the same', async () => {
    declare({ PAGE_SIZE: 'parameter', OTHER: 'secret' });
    await world.commit('Need another secret');
    const { status, stderr } = await world.sh('git push', env);
    expect(status).not.toBe(0);
    expect(stderr).toContain('declares: OTHER; nothing was changed.');
  });
});

describe('what is no value', () => {
  beforeAll(() => declare({ PAGE_SIZE: 'parameter', API_KEY: 'secret' }));

  test.each([
    ['is given as an argument', 'gitenv config set dev API_KEY s3cret', 'taken from the command'],
    ['is given as an assignment', 'gitenv config set dev API_KEY=s3cret', 'taken from the command'],
    ['stands where the name should', 'gitenv config set dev s3-cret', 'declares no such name'],
    ['is for a name that is not declared', 'echo s3cret | gitenv config set dev NOPE', "no 'NOPE'"],
    ['comes from a closed input', 'gitenv config set dev API_KEY <&-', 'is empty'],
    ['is only a newline', 'echo | gitenv config set dev API_KEY', 'is empty'],
    ['has a NUL', 'printf "s3cret\\0" | gitenv config set dev API_KEY', 'has a NUL'],
    ['is not text', 'printf "s3cret\\377" | gitenv config set dev API_KEY', 'not text in UTF-8'],
    [
      'is too long for a parameter',
      'head -c 4097 /dev/zero | tr "\\0" s | gitenv config set dev PAGE_SIZE',
      'longer than the 4096 bytes that a standard parameter takes',
    ],
    ['has no end', 'yes s3cret | gitenv config set dev API_KEY', 'longer than the 65536 bytes'],
  ])('and %s is refused, and not repeated', async (_, line, why) => {
    const before = await settings('dev');
    const { status, stdout, stderr } = await world.sh(line);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).not.toMatch(/s3-?cret/);
    expect(await settings('dev')).toEqual(before);
  });

  test('but the longest that AWS takes is kept whole, without its one newline', async () => {
    const line = '(head -c 4096 /dev/zero | tr "\\0" s; echo) | gitenv config set dev PAGE_SIZE';
    await world.ok(line);
    expect(await filesWith('s'.repeat(4096))).toHaveLength(1);
  });
});
