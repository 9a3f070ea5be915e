import fs from 'node:fs';
import path from 'node:path';
import type { Stage } from '../deploy/stage';
import { type SubmoduleStage, setSubmoduleStage } from './submodule-stage';

let set: SubmoduleStage;
let stage: Stage;
beforeEach(async () => {
  set = await setSubmoduleStage();
  stage = set.stage;
  await set.account(['modules', 'base']);
});
afterEach(() => stage.destroy());

/** Without the commits' names, which are new in every run. */
async function diff(): Promise<string[]> {
  const { exitCode, stdout, stderr } = await stage.gitenv(['diff', 'dev']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.split('\n').map((line) => line.replace(/\b[0-9a-f]{8}\b/g, '#'));
}

/** Commits in `base`, takes that up in `modules`, and both in the application. */
async function goOn(): Promise<void> {
  const modules = path.join(stage.clone, 'modules');
  await set.inside(path.join(modules, 'base'), 'commit', '--allow-empty', '-m', 'Go on with base');
  fs.writeFileSync(path.join(modules, 'more.txt'), 'more\n');
  await set.inside(modules, 'add', '--all');
  await set.inside(modules, 'commit', '-m', 'Use more of base');
  await stage.commit('Use more', {});
}

test('gitenv diff shows what comes with a submodule, and with its submodules', async () => {
  await stage.git(['push', 'dev']);
  await goOn();
  const lines = await diff();
  expect(lines.slice(lines.indexOf('  Submodule modules, from # to #:'))).toEqual([
    '  Submodule modules, from # to #:',
    '    Brings 1 commit:',
    '      # Use more of base (Robin)',
    '  Submodule modules/base, from # to #:',
    '    Brings 1 commit:',
    '      # Go on with base (Robin)',
    '',
  ]);
  const { stdout } = await stage.gitenv(['diff', 'dev', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [],
    submodules: [
      { path: 'modules', brings: [{ subject: 'Use more of base' }], takes: [] },
      { path: 'modules/base', brings: [{ subject: 'Go on with base' }], takes: [] },
    ],
  });
});

test('gitenv diff says where the commits of a submodule are not at hand', async () => {
  await stage.git(['push', 'dev']);
  await goOn();
  await set.forget();
  expect(await diff()).toContain(
    '  Submodule modules, from # to #: it was not cloned here (git submodule update --init modules)',
  );
  await set.inside(stage.clone, 'clone', '--quiet', set.modules.folder, 'modules');
  expect(await diff()).toContain(
    '  Submodule modules, from # to #: its clone here lacks them (git -C modules fetch --all)',
  );
});

test('gitenv diff names a submodule that is new, and one that goes', async () => {
  expect(await diff()).toContain('  Submodule modules is new, at #.');
  await stage.git(['push', 'dev']);
  await set.inside(stage.clone, 'rm', '--quiet', 'modules');
  await stage.commit('Do without modules', {});
  const lines = await diff();
  expect(lines).toContain('  Submodule modules goes, from #.');
  expect(lines.find((line) => / changed, /.test(line))).toMatch(/^ {2}1 file changed/);
});
