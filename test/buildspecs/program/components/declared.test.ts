import { globToPattern } from '../../../../buildspecs/program/components/inputs';
import { Workbench } from '../workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  for (const name of ['network', 'api', 'api/inner', 'shared/lib'])
    bench.write(`${name}/file`, `${name}\n`);
});
afterEach(() => bench.close());

function declare(components: unknown, kit: unknown = 'script'): void {
  bench.write(
    'gitenv.json',
    JSON.stringify({ application: 'orders', kit, components, environments: {} }),
  );
}

const build = () => bench.kit('bundle', '--', 'touch', 'built');

async function digests(): Promise<Readonly<Record<string, string>>> {
  await build();
  return (await bench.manifest()).components ?? {};
}

describe('components of gitenv.json are refused', () => {
  test.each([
    [{ api: { path: 'apy' } }, 'components.api.path: there is no folder apy.'],
    [
      { api: { path: '../api' } },
      "components.api.path: '../api' is not below the repository's root.",
    ],
    [{ api: { path: '.' } }, "components.api.path: '.' is not below the repository's root."],
    [{ api: {} }, 'components.api.path has to be a folder.'],
    [{ API: { path: 'api' } }, "'API' is no name of a component: lower-case letters"],
    [
      { api: { path: 'api', needs: [] } },
      "components.api has no setting 'needs'; it has path, inputs,",
    ],
    [
      { api: { path: 'api', inputs: ['shred/**'] } },
      "components.api.inputs: 'shred/**' means no file.",
    ],
    [
      { api: { path: 'api', dependsOn: ['net'] } },
      "api depends on 'net', which is no component; there are api.",
    ],
    [
      { api: { path: 'api' }, inner: { path: './api/inner/' } },
      'the paths of api and inner overlap (api, api/inner).',
    ],
    [
      { api: { path: 'api' }, web: { path: 'api' } },
      'the paths of api and web overlap (api, api).',
    ],
    [
      {
        api: { path: 'api', dependsOn: ['network'] },
        network: { path: 'network', dependsOn: ['api'] },
      },
      'components depend on each other: api → network → api.',
    ],
    [{ api: { path: 'api', dependsOn: ['api'] } }, 'components depend on each other: api → api.'],
  ])('%j', async (components, message) => {
    declare(components);
    const { status, stderr } = await build();
    expect(status).toBe(1);
    expect(stderr).toContain(`gitenv: gitenv.json: ${message}`);
    expect(await bench.keys()).toEqual([]);
  });

  test('where none of the two says which kit', async () => {
    declare({ api: { path: 'api' } }, null);
    expect((await build()).stderr).toContain('components.api has no kit');
  });
});

describe('the digest of a component', () => {
  const two = { api: { path: 'api', inputs: ['shared/**'] }, network: { path: 'network' } };

  test('is over its folder and its inputs, before anything is built', async () => {
    declare(two);
    const before = await digests();
    const next = bench.another('d'.repeat(40));
    for (const name of ['network', 'api', 'api/inner']) next.write(`${name}/file`, `${name}\n`);
    next.write('shared/lib/file', 'changed\n');
    next.write('gitenv.json', bench.read('gitenv.json'));
    await next.kit('bundle', '--', 'sh', '-c', 'echo built >network/built');
    const after = (await next.manifest()).components;
    expect(after?.network).toBe(before.network);
    expect(after?.api).not.toBe(before.api);
  });

  test('changes with what gitenv.json says of it', async () => {
    declare(two);
    const before = await digests();
    const next = bench.another('d'.repeat(40));
    for (const name of ['network', 'api', 'api/inner', 'shared/lib'])
      next.write(`${name}/file`, `${name}\n`);
    const components = { ...two, network: { path: 'network', kit: { name: 'script', x: 1 } } };
    next.write('gitenv.json', JSON.stringify({ kit: 'script', components }));
    await next.kit('bundle', '--', 'true');
    const after = (await next.manifest()).components;
    expect(after?.network).not.toBe(before.network);
    expect(after?.api).toBe(before.api);
  });
});

test('where the history cannot be asked, everything is applied, and the build says why', async () => {
  declare({ api: { path: 'api' }, network: { path: 'network' } });
  const { status, stdout } = await build();
  expect(status).toBe(0);
  expect(stdout).toMatch(/api is applied: what was released before is not known \(.+\)\./);
});

test.each([
  ['shared/**', 'shared/a/b', true],
  ['shared', 'shared/a/b', true],
  ['shared', 'shared-too/a', false],
  ['shared/*.js', 'shared/a.js', true],
  ['shared/*.js', 'shared/a/b.js', false],
  ['**/*.proto', 'a/b/c.proto', true],
  ['**/*.proto', 'c.proto', true],
  ['lib?.(x)', 'lib1.(x)', true],
  ['lib?.(x)', 'libx', false],
])('the input %s means %s: %s', (glob, file, means) => {
  expect(globToPattern(glob).test(file)).toBe(means);
});
