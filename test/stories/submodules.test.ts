import fs from 'node:fs';
import path from 'node:path';
import { makeWorld, type Outcome, type World } from './world';

const project = path.join(__dirname, '../..');
const readme = fs.readFileSync(path.join(project, 'examples/submodules/README.md'), 'utf8');

/** The code blocks below a heading, each as its lines. */
function blocksBelow(heading: string): string[][] {
  const [, rest = ''] = readme.split(`## ${heading}\n`);
  const [section = ''] = rest.split('\n## ');
  return [...section.matchAll(/```\n([\s\S]*?)```/g)].map(([, text = '']) =>
    text.trim().split('\n'),
  );
}

let world: World;
let at: string;
beforeAll(async () => {
  world = await makeWorld();
  at = project;
});
afterAll(() => world.end());

/** Runs a line as the README has it, where the lines before it have led. */
async function run(line: string): Promise<Outcome> {
  const adapted = line
    // The default port may be taken on the machine that tests, and a test has nobody to ask.
    .replace('local up', 'local up --port 0')
    .replace(/(gitenv init .*|gitenv rollback .*)/, '$1 --yes');
  const marked = await world.sh(`cd '${at}' && ${adapted} && pwd >"$HOME/at"`);
  if (marked.status === 0) at = fs.readFileSync(path.join(world.folder, 'at'), 'utf8').trim();
  return marked;
}

/** Runs all lines of a block; the outcome of the last, with what all of them said. */
async function follow(lines: readonly string[] = []): Promise<Outcome> {
  let said = '';
  let last: Outcome = { status: null, stdout: '', stderr: '' };
  for (const [index, line] of lines.entries()) {
    last = await run(line);
    said += last.stderr;
    if (last.status !== 0 && index < lines.length - 1)
      throw new Error(`'${line}' exited with ${last.status}\n${last.stdout}\n${last.stderr}`);
  }
  return { ...last, stderr: said };
}

const commitOf = (name: string) => world.ok(`git -C ~/three/live rev-parse HEAD:${name}`);
const said = (pattern: RegExp, { stderr }: Outcome) =>
  stderr.split('\n').filter((line) => pattern.test(line));

describe('an application, its modules and what is live, in three repositories', () => {
  test('are set up as a team has them', async () => {
    const { status, stdout } = await follow(blocksBelow('Set up')[0]);
    expect(status).toBe(0);
    expect(stdout.match(/^ [0-9a-f]{40} (modules|service) /gm)).toHaveLength(2);
  });

  test('go from dev to prd as one commit, each with what it uses', async () => {
    const outcome = await follow(blocksBelow('Install and release')[0]);
    expect(outcome).toMatchObject({ status: 0, stdout: expect.stringContaining('Good morning') });
    expect(outcome.stderr).toMatch(
      /new repositories, for submodules\n {2}\+ modules\n {2}\+ service/,
    );
    const lines = ['dev', 'stg', 'prd'].flatMap((environment) => [
      expect.stringMatching(
        `^${environment}: pushing (modules|service) [0-9a-f]{8} "Begin .*", which it uses$`,
      ),
      expect.stringMatching(
        `^${environment}: pushing (modules|service) [0-9a-f]{8} "Begin .*", which it uses$`,
      ),
    ]);
    expect(said(/which it uses/, outcome)).toEqual(lines);
    expect(outcome.stderr).toContain(`submodule service: ${await commitOf('service')} of service`);
  });

  test('change one at a time: what has not changed is not pushed again', async () => {
    const outcome = await follow(blocksBelow('Change the infrastructure')[0]);
    expect(outcome.status).toBe(0);
    expect(said(/which it uses/, outcome)).toEqual(
      ['dev', 'stg', 'prd'].map((name) =>
        expect.stringMatching(`^${name}: pushing modules [0-9a-f]{8} "Keep three releases"`),
      ),
    );
  });

  test('a commit whose submodule is nowhere to be had is refused, and nothing moves', async () => {
    const [forget, colleague, message] = blocksBelow('Change the service, and forget to share it');
    await follow(forget);
    const before = await world.ok('git -C ~/three/live ls-remote dev refs/heads/main');
    const outcome = await follow(colleague);
    expect(outcome.status).toBe(3);
    const lines = (message ?? []).map((line) => line.replace(/0123456…/, '#'));
    const told = outcome.stderr.replace(await commitOf('service'), '#');
    for (const line of lines) expect(told).toContain(line);
    expect(await world.ok('git -C ~/three/live ls-remote dev refs/heads/main')).toBe(before);
  });

  test('the clone that has the commit releases it', async () => {
    const outcome = await follow(blocksBelow('Change the service, and forget to share it')[3]);
    expect(outcome).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Open from 9 to 5'),
    });
  });

  test('go back together, from the bundle that there is', async () => {
    const outcome = await follow(blocksBelow('Go back')[0]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toContain('Good morning');
    expect(outcome.stdout).not.toContain('Open from 9 to 5');
    expect(outcome.stderr).toContain('tests and build are skipped');
    expect(outcome.stderr).not.toContain('which it uses');
  });

  test('can be cloned from an environment, with what each commit uses', async () => {
    const outcome = await follow(blocksBelow('Clone from an environment')[0]);
    expect(outcome.status).toBe(0);
    const status = outcome.stdout.split('\n').filter(Boolean);
    expect(status.map((line) => line.split(' ').slice(0, 3))).toEqual([
      ['', await world.ok('git -C ~/three/from-prd rev-parse HEAD:modules'), 'modules'],
      ['', await world.ok('git -C ~/three/from-prd rev-parse HEAD:service'), 'service'],
    ]);
  });
});
