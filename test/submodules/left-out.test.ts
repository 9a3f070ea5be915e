import fs from 'node:fs';
import path from 'node:path';
import type { Stage } from '../deploy/stage';
import { type SubmoduleStage, setSubmoduleStage } from './submodule-stage';

let stage: Stage;
let inside: SubmoduleStage['inside'];
beforeEach(async () => {
  ({ stage, inside } = await setSubmoduleStage());
  fs.mkdirSync(path.join(stage.clone, '.gitenv'));
  await inside(stage.clone, 'submodule', 'set-url', 'modules', 'git@example.invalid:modules');
  await stage.commit('Build with the kit', { '.gitenv/kit.cjs': '' });
});
afterEach(() => stage.destroy());

const refused = async () => {
  const { exitCode, stderr } = await stage.git(['push', 'dev']);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('The submodule modules has the address');
  return stderr;
};

const config = () => path.join(stage.clone, 'gitenv.json');
const written = (more: object) =>
  JSON.stringify({ ...JSON.parse(fs.readFileSync(config(), 'utf8')), ...more });

describe('a submodule that no build needs', () => {
  test("is left out by update = none, which is git's own word for it", async () => {
    await refused();
    await inside(stage.clone, 'config', '-f', '.gitmodules', 'submodule.modules.update', 'none');
    await stage.commit('Leave it out', {});
    const { exitCode, stderr } = await stage.git(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).not.toContain('is not pushed');
  });

  test('is left out by gitenv.json of the commit, as the refusal says', async () => {
    expect(await refused()).toContain('"submodules": { "modules": false } in gitenv.json');
    await stage.commit('Leave it out', {
      'gitenv.json': written({ submodules: { modules: false } }),
    });
    const { exitCode, stderr } = await stage.gitenv(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  });

  test('may be one of which .gitmodules says nothing', async () => {
    await inside(stage.clone, 'config', '-f', '.gitmodules', 'submodule.modules.update', 'none');
    const link = await inside(stage.clone, 'rev-parse', 'HEAD');
    await inside(stage.clone, 'update-index', '--add', '--cacheinfo', `160000,${link},wiki`);
    await inside(stage.clone, 'add', '.gitmodules');
    await inside(stage.clone, 'commit', '--quiet', '-m', 'Use a wiki');
    expect((await stage.git(['push', 'dev'])).stderr).toContain('wiki is a submodule, but');
    fs.writeFileSync(config(), written({ submodules: { wiki: false } }));
    await inside(stage.clone, 'add', 'gitenv.json');
    await inside(stage.clone, 'commit', '--quiet', '-m', 'Leave it out');
    const { exitCode, stderr } = await stage.git(['push', 'dev']);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  });
});
