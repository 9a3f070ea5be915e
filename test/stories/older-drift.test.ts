import fs from 'node:fs';
import path from 'node:path';
import { testAccount } from '../local/machine';
import { KitStage } from './going-back';
import { installOlder, upgrade, useKitOf } from './older-generation';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
  const place = { machine: kit.stage.machine, account: testAccount, environment: 'dev' };
  await installOlder(place, 'arn:aws:iam::aws:policy/AdministratorAccess');
  useKitOf('older', kit, 'cloudformation');
  const Properties = { Name: '/limit', Type: 'String', Value: '1' };
  const Resources = { Limit: { Type: 'AWS::SSM::Parameter', Properties } };
  kit.write('template.yml', JSON.stringify({ Resources }));
  await kit.release('With the older program');
  await upgrade(place);
});
afterEach(() => kit.destroy());

test('a commit with an older program is not compared, and gitenv drift says so before any build', async () => {
  const { exitCode, stdout, stderr } = await kit.stage.gitenv(['drift', 'dev']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' });
  expect(stderr).toMatch(
    /^gitenv: [0-9a-f]{8}, which runs in dev, cannot be compared: its \.gitenv\/kit\.cjs is of an older version of gitenv, which keeps what it finds where builds may not write any more; nothing was changed\./,
  );
  expect(stderr).toContain('hint: gitenv init dev\n');
});

test('a clone that does not have that commit is told how to find out, when the comparison has failed', async () => {
  const cwd = path.join(kit.stage.folder, 'other');
  await kit.stage.git(['init', '--quiet', '-b', 'main', cwd], { cwd: kit.stage.folder });
  fs.writeFileSync(path.join(cwd, 'gitenv.json'), kit.read('gitenv.json'));
  const { exitCode, stderr } = await kit.stage.gitenv(['drift', 'dev'], { cwd });
  expect(exitCode).toBe(5);
  expect(stderr).toContain('AccessDenied');
  expect(stderr).toMatch(
    /Its log is above\. This clone does not have [0-9a-f]{8}\. If its program is of an older version of gitenv, its comparison ends with AccessDenied/,
  );
  expect(stderr).toContain('hint: git fetch dev\n      gitenv drift dev\n');
});
