import path from 'node:path';
import { type SubmoduleStage, setSubmoduleStage } from './submodule-stage';

let set: SubmoduleStage;
beforeEach(async () => {
  set = await setSubmoduleStage();
  await set.account(['modules', 'base']);
  expect(await push()).toMatchObject({ exitCode: 0 });
  const at = path.join(set.stage.clone, 'modules');
  await set.inside(at, 'checkout', '--quiet', 'main');
  await set.inside(at, 'commit', '--quiet', '--allow-empty', '-m', 'More');
  await set.stage.commit('Use more', {});
});
afterEach(() => set.stage.destroy());

const push = (...options: string[]) => set.stage.git(['push', ...options, 'dev']);

test.each([
  ['push.recurseSubmodules', 'on-demand'],
  ['submodule.recurse', 'true'],
])('with %s=%s, which git itself ends at, a push says what to type', async (key, value) => {
  await set.inside(set.stage.clone, 'config', key, value);
  const { exitCode, stderr } = await push();
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(
    'dev: push.recurseSubmodules or submodule.recurse has git push submodules itself, which it cannot here. gitenv brings them along: git push --recurse-submodules=no dev. For all pushes from this clone: git config push.recurseSubmodules no\n',
  );
  expect(await push('--recurse-submodules=no')).toMatchObject({ exitCode: 0 });
  await set.stage.commit('Once more', {});
  await set.inside(set.stage.clone, 'config', 'push.recurseSubmodules', 'no');
  expect(await push()).toMatchObject({ exitCode: 0 });
});
