import fs from 'node:fs';
import path from 'node:path';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { until } from '../../until';
import { buildspecOf, TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => machine.destroy());

/** What the disk has of the build, as another server would read it. */
function onDisk(id: string | undefined): string {
  const folder = path.join(machine.root, `accounts/${testAccount}/${testRegion}/codebuild/builds`);
  const texts = fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  return texts.find((text) => text.includes(id ?? '')) ?? '';
}

test('a build that ends while the disk is full has ended, and is written once there is room', async () => {
  const flag = path.join(machine.root, 'go-on');
  const wait = `echo started; while [ ! -e ${flag} ]; do sleep 0.05; done`;
  const { id } = await project.start({
    buildspecOverride: buildspecOf({ build: { commands: [wait] } }),
  });
  await until(async () => {
    const build = await project.get(id);
    return (await project.output(build).catch((): string[] => [])).includes('started');
  });
  const { fsyncSync } = fs;
  let isFull = true;
  let refused = 0;
  jest.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
    if (!isFull) return fsyncSync(handle);
    refused += 1;
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  fs.writeFileSync(flag, '');
  await until(async () => (await project.get(id)).buildComplete === true);
  await until(() => refused > 0);
  expect(onDisk(id)).not.toContain('"COMPLETED"');
  isFull = false;
  await machine.idle();
  const ended = await project.get(id);
  expect(ended.buildComplete).toBe(true);
  expect(onDisk(id)).toContain(`"buildStatus": "${ended.buildStatus}"`);
  expect(onDisk(id)).toContain('"COMPLETED"');
});
