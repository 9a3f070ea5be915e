import fs from 'node:fs';
import path from 'node:path';
import { makeWorld, quietApplication, type World } from './world';

const readme = fs.readFileSync(path.join(__dirname, '../../README.md'), 'utf8');
const manifest = JSON.parse(
  fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8'),
) as {
  scripts: Record<string, string>;
};

/** The commands of the nth code block below a heading. */
function commandsBelow(heading: string, nth = 0): string[] {
  const [, section = ''] = readme.split(`## ${heading}\n`);
  const blocks = [...section.matchAll(/```\n([\s\S]*?)```/g)];
  return (blocks[nth]?.[1] ?? '').trim().split('\n');
}

describe('the README', () => {
  let world: World;
  afterEach(() => world?.end());

  test('its first command sets up and runs the demo, its second the tests', () => {
    expect(commandsBelow('See it work')).toEqual(['npm ci && npm run demo']);
    expect(commandsBelow('See it work', 1)).toEqual(['npm ci && npm test']);
    expect(manifest.scripts.demo).toBe('node dist/gitenv.cjs demo');
  });

  test('the demo runs to its end and leaves nothing behind', async () => {
    world = await makeWorld();
    const temporary = path.join(world.folder, 'tmp');
    fs.mkdirSync(temporary);
    const { status, stdout, stderr } = await world.sh('gitenv demo', { TMPDIR: temporary });
    expect({ status, stderr: status === 0 ? '' : stderr + stdout }).toEqual({
      status: 0,
      stderr: '',
    });
    expect(stderr).toContain('$ gitenv rollback prd --yes');
    expect(fs.readdirSync(temporary)).toEqual([]);
  });

  test('trying it with your own application works as written', async () => {
    world = await makeWorld(quietApplication);
    const commands = commandsBelow('Try it with your own application, without AWS');
    expect(commands[0]).toBe('gitenv local up');
    // The default port may be taken on the machine that tests, and a test has nobody to ask.
    const adapted = commands.map((line) =>
      line.replace('local up', 'local up --port 0').replace('prd', 'prd --yes'),
    );
    for (const line of adapted) await world.ok(line);
    const status = await world.ok('gitenv status --json');
    expect(status).toContain(await world.ok('git rev-parse HEAD'));
  });
});
