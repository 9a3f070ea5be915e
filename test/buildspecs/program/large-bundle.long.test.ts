import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exitStatuses } from '../../../lib/exit-statuses';
import { objectKeys } from '../../../lib/object-keys';
import { measurePeaks } from './peaks';
import { type S3Faults, standBeforeS3 } from './s3-faults';
import { type Ended, Workbench } from './workbench';

const build = ['bundle', '--', './build'];
const gigabyte = 1024 ** 3;
const megabyte = 1024 ** 2;

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  const scratch = path.join(bench.folder, '.gitenv', 'tmp');
  fs.mkdirSync(scratch, { recursive: true });
  bench.env = { HOME: path.join(bench.folder, '.gitenv'), TMPDIR: scratch };
});
afterEach(() => bench.close());

const left = () => fs.readdirSync(bench.env.TMPDIR ?? '');

/** Runs the kit, and says what the most memory was that it held. */
async function measured(...args: string[]): Promise<Ended & { peak: number }> {
  const peaks = measurePeaks(bench);
  const ended = await bench.kit(...args);
  return { ...ended, peak: Math.max(...peaks()) };
}

test('a bundle of 2 GB is packed, stored, fetched and unpacked without being held in memory', async () => {
  bench.write('build', '#!/bin/sh\nhead -c 2147483648 /dev/urandom >product\n', 0o755);
  const built = await measured(...build);
  expect(built).toMatchObject({ status: 0, stderr: '' });
  expect(built.peak).toBeLessThan(200 * megabyte);
  expect((await bench.manifest()).archive.bytes).toBeGreaterThan(2 * gigabyte);
  expect(left()).toEqual([]);

  const deployed = await measured('deploy', '--', 'cmp', 'product', `${bench.folder}/product`);
  expect(deployed).toMatchObject({ status: 0, stderr: '' });
  expect(deployed.peak).toBeLessThan(200 * megabyte);
  expect(left()).toEqual([]);
});

/** A disk of 4 MB, where this machine lets one be made; undoes that. */
function smallDisk(folder: string): (() => void) | undefined {
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
  return made.status === 0 ? () => void spawnSync('umount', [folder]) : undefined;
}

const canMount = (() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-disk-'));
  const unmount = smallDisk(folder);
  unmount?.();
  fs.rmdirSync(folder);
  return unmount !== undefined;
})();

// A limit on the size of one file is what a user without a disk of his own can set; what fails is the same write.
describe.each([['by a limit', 'EFBIG'], ...(canMount ? [['in earnest', 'ENOSPC']] : [])])(
  'where the disk is full %s',
  (_, code) => {
    const isDisk = code === 'ENOSPC';
    let unmount: (() => void) | undefined;
    beforeEach(() => {
      unmount = isDisk ? smallDisk(bench.env.TMPDIR ?? '') : undefined;
    });
    afterEach(() => unmount?.());

    const limited = (...args: string[]) =>
      bench.run('sh', [
        '-c',
        `${isDisk ? '' : 'ulimit -f 8192; '}exec "$0" .gitenv/kit.cjs "$@"`,
        process.execPath,
        ...args,
      ]);
    /** Runs the kit where there is room. */
    const roomy = async (...args: string[]) => {
      unmount?.();
      await bench.kit(...args);
      unmount = isDisk ? smallDisk(bench.env.TMPDIR ?? '') : undefined;
    };
    const product = '#!/bin/sh\nhead -c 20000000 /dev/urandom >product\n';

    test('a build says what there was no room for, and stores nothing', async () => {
      bench.write('build', '#!/bin/sh\n', 0o755);
      await bench.run('sh', ['-c', 'head -c 20000000 /dev/urandom >product']);
      expect(await limited(...build)).toMatchObject({
        status: 1,
        stderr: `gitenv: There is no room for the archive of the bundle in ${bench.env.TMPDIR} (${code}).\n`,
      });
      expect(left()).toEqual([]);
      expect(await bench.keys()).toEqual([]);
    });

    test('a deploy that cannot keep the archive says so, and runs nothing', async () => {
      bench.write('build', product, 0o755);
      await roomy(...build);
      expect(await limited('deploy', '--', 'touch', `${bench.folder}/deployed`)).toMatchObject({
        status: exitStatuses.nothingChanged,
        stderr: `gitenv: There is no room for the archive of the bundle in ${bench.env.TMPDIR} (${code}); nothing was changed.\n`,
      });
      expect(left()).toEqual([]);
      expect(fs.existsSync(path.join(bench.folder, 'deployed'))).toBe(false);
    });

    test('a deploy that cannot unpack the archive says so, and runs nothing', async () => {
      bench.write('build', '#!/bin/sh\nhead -c 20000000 /dev/zero >product\n', 0o755);
      await roomy(...build);
      expect(await limited('deploy', '--', 'touch', `${bench.folder}/deployed`)).toMatchObject({
        status: exitStatuses.nothingChanged,
        stderr: `gitenv: There is no room for the files of the bundle in ${bench.env.TMPDIR} (${code}); nothing was changed.\n`,
      });
      expect(left()).toEqual([]);
      expect(fs.existsSync(path.join(bench.folder, 'deployed'))).toBe(false);
    });
  },
);

describe('a build that is killed while it stores its bundle', () => {
  let faults: S3Faults;
  afterEach(() => faults.close());

  // Each round kills at another request, before it arrives or once S3 has done what it asks.
  test('leaves nothing that the next one takes for a bundle', async () => {
    bench.write('build', '#!/bin/sh\necho run >>.gitenv/built\n', 0o755);
    await bench.run('sh', ['-c', 'head -c 3000000 /dev/urandom >product']);
    for (let round = 0; round < 20; round += 1) {
      const one = bench.another(round.toString(16).padStart(40, '0'));
      for (const name of ['build', 'product'])
        fs.copyFileSync(path.join(bench.folder, name), path.join(one.folder, name));
      one.write('round', String(round));
      await killedWhileStoring(one, round);
      one.env = { ...bench.env };
      const next = await one.kit(...build);
      expect(next).toMatchObject({ status: 0, stderr: '' });
      const manifest = await one.manifest();
      const { digest, archive } = manifest;
      expect((await one.keys(`bundles/${digest.slice(7)}/`)).sort()).toEqual(
        [
          objectKeys.bundleArchive(digest, archive.sha256),
          objectKeys.bundleManifest(digest),
        ].sort(),
      );
      const compare = ['deploy', '--', 'cmp', 'product', `${bench.folder}/product`];
      expect(await one.kit(...compare)).toMatchObject({ status: 0 });
      fs.rmSync(one.folder, { recursive: true });
    }
  });

  /** Ends the build of a commit after some of the bytes that it stores. */
  async function killedWhileStoring(one: Workbench, round: number): Promise<void> {
    await faults?.close();
    const isManifest = round % 4 === 3;
    const after = isManifest ? 1 + round * 10 : 1 + round * 150_000;
    let child: ReturnType<typeof spawn> | undefined;
    faults = await standBeforeS3(bench.machine.endpoint, (request) => {
      if (!request.startsWith('PUT') || request.endsWith('manifest.json') !== isManifest)
        return undefined;
      return { cut: 'request', after, instead: () => void child?.kill('SIGKILL') };
    });
    const env = { ...one.variables, ...bench.env, AWS_ENDPOINT_URL: faults.endpoint };
    child = spawn(process.execPath, ['.gitenv/kit.cjs', ...build], {
      cwd: one.folder,
      env,
      stdio: 'ignore',
    });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(await bench.keys(objectKeys.notes(one.commit))).toEqual([]);
    const stored = await bench.keys('bundles/');
    expect(stored.filter((key) => key.endsWith('/manifest.json'))).toHaveLength(round);
  }
});
