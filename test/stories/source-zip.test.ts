import fs from 'node:fs';
import path from 'node:path';
import { makeWorld, type World } from './world';

let world: World;
afterEach(() => world?.end());

const tool = '#!/bin/sh\necho the tool says $1\n';

/** An application whose programs call others of its own, as `./gradlew` is called, and whose folders are linked. */
async function linkedApplication(): Promise<void> {
  world = await makeWorld({
    build:
      '#!/bin/sh\nset -eu\ntools/run built\ncat current/name.txt\nls -b\nln -s tools/run runner\n',
    deploy: '#!/bin/sh\nset -eu\n./runner deployed\ncat current/name.txt\nls -b\n',
  });
  for (const folder of ['tools', 'versions/1'])
    fs.mkdirSync(path.join(world.repository, folder), { recursive: true });
  world.write('tools/run', tool, 0o755);
  world.write('versions/1/name.txt', 'version 1\n');
  world.write('new\nline.txt', 'x');
  fs.symlinkSync('versions/1', path.join(world.repository, 'current'));
  await world.commit('Link');
}

test("a kit's build and deploy find programs and links as the commit has them, though the zip of the source has neither", async () => {
  await linkedApplication();
  await world.ok('gitenv local up --port 0');
  await world.ok('gitenv init dev --yes');
  await world.commit('Deploy with gitenv');
  await world.ok('git push dev');
  const log = await world.ok('gitenv logs dev');
  expect(log).toMatch(/Warning: the source is CodePipeline's zip of the commit: .*tools\/run/);
  expect(log).toContain('current became a text file in place of a symbolic link');
  expect(log).toContain(
    "Restored what CodePipeline's zip of the commit loses: 3 executable files and 1 symbolic link.",
  );
  expect(log).toContain('the tool says built\nversion 1\n');
  expect(log.split('new\\nline.txt')).toHaveLength(3);
  expect(log).toContain('the tool says deployed\nversion 1\n');
});

test('a commit whose files do not tell is restored by its repository', async () => {
  await linkedApplication();
  fs.symlinkSync('/somewhere/else', path.join(world.repository, 'dangling'));
  world.write('build', `${world.read('build')}readlink dangling; rm dangling\n`, 0o755);
  await world.commit('Link to nothing');
  await world.ok('gitenv local up --port 0');
  await world.ok('gitenv init dev --yes');
  await world.commit('Deploy with gitenv');
  await world.ok('git push dev');
  const log = await world.ok('gitenv logs dev');
  expect(log).toContain('3 executable files and 2 symbolic links');
  expect(log).toContain('/somewhere/else');
  expect(log).toContain('the tool says deployed\nversion 1\n');
});

test('an own buildspec is handed what AWS hands it', async () => {
  await linkedApplication();
  const command = 'tools/run built; cat current; ls -l tools/run';
  const spec = (line: string) =>
    `version: 0.2\nphases: { build: { commands: ["${line}"] } }\nartifacts: { files: ["**/*"] }\n`;
  world.write('buildspec.yml', spec(`(${command}) || true`));
  world.write('deployspec.yml', spec('true'));
  await world.commit('Build otherwise');
  await world.ok('gitenv local up --port 0');
  await world.ok('gitenv init dev --yes');
  await world.commit('Deploy with gitenv');
  await world.ok('git push dev');
  const log = await world.ok('gitenv logs dev');
  expect(log).toMatch(/tools\/run: Permission denied/);
  expect(log).toContain('versions/1');
});

test('a file name that no zip carries is refused before the branch moves', async () => {
  world = await makeWorld();
  await world.ok('gitenv local up --port 0');
  await world.ok('gitenv init dev --yes');
  await world.commit('Deploy with gitenv');
  await world.ok('git push dev');
  const before = await world.ok('git ls-remote dev main');
  await world.ok('bash -c "echo 1 > $\'l-\\\\xe9.txt\'"');
  await world.commit('Add a name of another time');
  const pushed = await world.sh('git push dev');
  expect(pushed.status).not.toBe(0);
  expect(pushed.stderr).toContain("the name $'l-\\351.txt' is not UTF-8");
  expect(pushed.stderr).toContain("git mv $'l-\\351.txt' l-_.txt");
  const asked = await world.sh('gitenv push dev');
  expect(asked.status).toBe(3);
  expect(asked.stderr).toContain("the name $'l-\\351.txt' is not UTF-8");
  await world.ok("bash -c \"git mv $'l-\\\\351.txt' 'back\\\\slash.txt'\"");
  await world.commit('Rename it');
  expect((await world.sh('git push dev')).stderr).toContain('has a backslash');
  expect(await world.ok('git ls-remote dev main')).toBe(before);
  await world.ok("git mv 'back\\slash.txt' slash.txt");
  await world.commit('Rename it again');
  await world.ok('git push dev');
});
