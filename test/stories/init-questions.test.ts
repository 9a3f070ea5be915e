import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Look } from './kit-world';
import { ctrlC, hasTerminal, onTerminal, type Typed } from './terminal';
import { makeWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await makeWorld({});
  await world.ok('gitenv local up --port 0');
});
afterAll(() => world.end());

const site = { 'index.html': '<title>Boats</title>\n' };
const [rights, apply] = ['administrator [template] ', '[y/N] '];

/** A repository of these files alone. */
async function begin(files: Record<string, string>): Promise<void> {
  await world.ok('git rm -rq --ignore-unmatch . && git clean -xdfq');
  for (const [name, text] of Object.entries(files)) world.write(name, text);
  await world.commit('Begin');
}

const state = () => world.ok('git status --porcelain --ignored; cat .git/config; git remote -v');

async function stacks(): Promise<(string | undefined)[]> {
  const { Stacks } = await new Look(world, 'dev').cloudformation.send(
    new DescribeStacksCommand({}),
  );
  return (Stacks ?? []).map(({ StackName }) => StackName);
}

const asked: readonly (readonly [string, Record<string, string>, readonly Typed[]])[] = [
  ['which kit', { 'main.tf': '', 'package.json': '{}' }, [['Which one (gitenv kits', ctrlC]]],
  ['what deploys may change', site, [[rights, ctrlC]]],
  [
    'whether to apply it',
    site,
    [
      [rights, '\n'],
      [apply, ctrlC],
    ],
  ],
  [
    'for a deployspec.yml',
    { 'buildspec.yml': 'version: 0.2\nphases: { build: { commands: ["true"] } }\n' },
    [['Write one?', ctrlC]],
  ],
];

(hasTerminal ? describe : describe.skip)('gitenv init, at a terminal of 80 columns', () => {
  test.each(asked)(
    'that is interrupted when it asks %s leaves nothing',
    async (_, files, typed) => {
      await begin(files);
      const before = await state();
      const { status, shown, widest } = await onTerminal(world, 'gitenv init dev', typed);
      expect({ status, shown }).toEqual({
        status: 130,
        shown: expect.stringContaining('gitenv: Interrupted; nothing was changed.'),
      });
      expect(shown).not.toContain('never shown');
      expect(widest).toBeLessThanOrEqual(80);
      expect(await state()).toBe(before);
      expect(await stacks()).toEqual([]);
    },
  );

  test('that is answered no, or with what is no answer, leaves nothing either', async () => {
    await begin(site);
    const before = await state();
    const refused = await onTerminal(world, 'gitenv init dev', [
      [rights, '\n'],
      [apply, '\n'],
    ]);
    expect(refused).toMatchObject({ shown: expect.stringContaining('Nothing was changed') });
    const odd = await onTerminal(world, 'gitenv init dev', [[rights, 'some\n']]);
    expect(odd.shown).toContain("'some' is none of template, nothing, administrator");
    expect([refused.status, odd.status]).toEqual([2, 2]);
    expect(await state()).toBe(before);
    expect(await stacks()).toEqual([]);
  });

  test('installs what is agreed to, and asks where another environment comes', async () => {
    await begin(site);
    const typed: Typed[] = [
      [rights, 'nothing\n'],
      [apply, 'y\n'],
    ];
    const { status, shown } = await onTerminal(world, 'gitenv init dev stg', typed);
    expect({ status, shown }).toEqual({
      status: 0,
      shown: expect.stringContaining('✓ dev created'),
    });
    // Commands are not broken, since they are there to be copied.
    const prose = shown.split('\n').filter((line) => !/^ {2}git/.test(line));
    expect(prose.filter((line) => line.length > 80 && line.includes(': '))).toEqual([]);
    await world.commit('Deploy with gitenv');
    const before = await state();
    const place = 'Which one does prd come after';
    const again = await onTerminal(world, 'gitenv init prd', [[place, ctrlC]]);
    expect(again).toMatchObject({ status: 130, shown: expect.stringContaining(place) });
    expect(again.widest).toBeLessThanOrEqual(80);
    expect(await state()).toBe(before);
    const placed: Typed[] = [
      [place, '\n'],
      [rights, 'nothing\n'],
      [apply, 'y\n'],
    ];
    expect(await onTerminal(world, 'gitenv init prd', placed)).toMatchObject({ status: 0 });
    expect(Object.keys(JSON.parse(world.read('gitenv.json')).environments)).toEqual([
      ...['dev', 'stg', 'prd'],
    ]);
  });
});
