import fs from 'node:fs';
import path from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { digestOf } from '../../../lib/bundle/manifest';
import { objectKeys } from '../../../lib/object-keys';
import { Workbench } from './workbench';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  bench.write(
    'build',
    '#!/bin/sh\nset -e\necho run >>"$HOME/$RUNS"\necho product >product\n',
    0o755,
  );
  bench.write('source.txt', 'source\n');
  bench.env.HOME = bench.folder;
  bench.env.RUNS = '.gitenv/runs';
});
afterEach(() => bench.close());

const build = ['bundle', '--', './build'];

/** A second build of the same commit, as the same files. */
function again(commit = bench.commit): Workbench {
  const other = bench.another(commit);
  for (const name of ['build', 'source.txt'])
    fs.copyFileSync(path.join(bench.folder, name), path.join(other.folder, name));
  other.env = { ...bench.env };
  return other;
}

describe('a bundle', () => {
  test('is stored below its digest with a manifest of every file, and a note below its commit', async () => {
    expect(await bench.kit(...build)).toMatchObject({ status: 0, stderr: '' });
    const manifest = await bench.manifest();
    expect(manifest).toMatchObject({
      version: 2,
      commit: bench.commit,
      environment: 'dev',
      builder: { image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0', node: process.version },
    });
    expect(manifest.files.map(({ path: name, executable }) => [name, executable])).toEqual([
      ['build', true],
      ['product', false],
      ['source.txt', false],
    ]);
    expect(manifest.digest).toBe(digestOf(manifest.files));
    expect((await bench.keys()).sort()).toEqual(
      [
        objectKeys.bundleArchive(manifest.digest, manifest.archive.sha256),
        objectKeys.bundleManifest(manifest.digest),
        objectKeys.note(bench.commit, bench.execution),
      ].sort(),
    );
    expect(bench.read('.gitenv/release/variables')).toBe(
      `export GITENV_BUNDLE='${manifest.digest}'\nexport GITENV_PLAN='none'\nexport GITENV_PLAN_DIGEST=''\n`,
    );
  });

  test('is built once: a second build of the commit runs nothing', async () => {
    await bench.kit(...build);
    const second = again();
    expect(await second.kit(...build)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^gitenv: The bundle [0-9a-f]{8} .+ tests and build are skipped\.\n$/,
      ),
    });
    expect(bench.read('.gitenv/runs')).toBe('run\n');
    expect(fs.existsSync(path.join(second.folder, 'product'))).toBe(false);
    expect(second.read('.gitenv/release/variables')).toBe(bench.read('.gitenv/release/variables'));
  });

  test('is unpacked as it was packed, whatever its files are called', async () => {
    bench.write('dir/with\nnewline', 'a');
    bench.write('ünïcode ☃', 'b');
    bench.write('-rf', 'c');
    bench.write('empty', '');
    fs.symlinkSync('../source.txt', path.join(bench.folder, 'dir', 'link'));
    await bench.kit(...build);
    const script =
      'cat "dir/with\nnewline" "ünïcode ☃" ./-rf empty; readlink dir/link; cat dir/link; test -x build && test ! -x product && echo modes';
    expect(await bench.kit('deploy', '--', 'sh', '-c', script)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/abc\.\.\/source\.txt\nsource\nmodes\n$/),
    });
  });

  test('does not know the environment that happened to build it', async () => {
    bench.write('build', '#!/bin/sh\nenv | grep ^GITENV_ | sort\n', 0o755);
    const { stdout } = await bench.kit(...build);
    expect(stdout.match(/^GITENV_\w+/gm)).toEqual(['GITENV_APPLICATION', 'GITENV_COMMIT']);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('is built by programs that may print faster than anybody reads', async () => {
    const preload = path.join(__dirname, 'late-stderr.cjs');
    bench.env.NODE_OPTIONS = `--require ${preload}`;
    bench.write(
      'build',
      `#!/bin/sh\nset -e\nkill -USR2 $PPID\nuntil [ -e used ]; do :; done\ncat /proc/self/fdinfo/2 >product\n`,
      0o755,
    );
    expect(await bench.kit(...build)).toMatchObject({ status: 0 });
    const product = fs.readFileSync(path.join(bench.folder, 'product'), 'utf8');
    const flags = Number.parseInt(/^flags:\s+([0-7]+)$/m.exec(product)?.[1] ?? '', 8);
    expect(flags & fs.constants.O_NONBLOCK).toBe(0);
  });

  test('of a folder is that folder alone', async () => {
    bench.write('build', '#!/bin/sh\nmkdir -p out/a && echo 1 >out/a/b\n', 0o755);
    await bench.kit('bundle', '--from', 'out', '--', './build');
    expect((await bench.manifest()).files.map((file) => file.path)).toEqual(['a/b']);
  });

  test('has the same digest wherever, whenever and of whichever commit it is built', async () => {
    await bench.kit(...build);
    const before = await bench.keys('bundles/');
    const second = again('d'.repeat(40));
    fs.utimesSync(path.join(second.folder, 'source.txt'), 1, 1);
    const { stdout } = await second.kit(...build);
    expect(stdout).toMatch(/The bundle [0-9a-f]{8} is stored already\.\n$/);
    expect(bench.read('.gitenv/runs')).toBe('run\nrun\n');
    expect(await second.manifest()).toEqual(await bench.manifest());
    const note = objectKeys.note(second.commit, second.execution);
    expect((await bench.keys('bundles/')).sort()).toEqual([...before, note].sort());
    expect((await second.kit('deploy', '--', 'cat', 'product')).stdout).toMatch(/^product$/m);
  });
});

describe('two builds of one commit at once', () => {
  test('store one bundle, and both deploy it', async () => {
    const second = again();
    const ends = await Promise.all([bench.kit(...build), second.kit(...build)]);
    expect(ends.map(({ status }) => status)).toEqual([0, 0]);
    const { digest } = await bench.manifest();
    for (const one of [bench, second])
      expect(one.read('.gitenv/release/variables')).toContain(`'${digest}'`);
  });

  test('that differ store both, and each release deploys its own', async () => {
    const other = again();
    // Both have asked whether there is a bundle before either has one.
    const program = (own: string, others: string) =>
      `#!/bin/sh\n: >"$HOME/.gitenv/${own}"\nuntil [ -e "$HOME/.gitenv/${others}" ]; do :; done\necho ${own} >product\n`;
    bench.write('build', program('product', 'other'), 0o755);
    other.write('build', program('other', 'product'), 0o755);
    await Promise.all([bench.kit(...build), other.kit(...build)]);
    expect((await bench.kit('deploy', '--', 'cat', 'product')).stdout).toMatch(/^product$/m);
    expect((await other.kit('deploy', '--', 'cat', 'product')).stdout).toMatch(/^other$/m);
  });
});

describe('a bundle is refused', () => {
  test('where the build left nothing', async () => {
    bench.write('build', '#!/bin/sh\nmkdir out\n', 0o755);
    expect(await bench.kit('bundle', '--from', 'out', '--', './build')).toMatchObject({
      status: 78,
      stderr: 'gitenv: The build left nothing in out to be bundled.\n',
    });
    expect(await bench.kit('bundle', '--from', 'dist', '--', 'true')).toMatchObject({
      status: 78,
      stderr: 'gitenv: The build left no folder dist to be bundled.\n',
    });
  });

  test.each([
    ['/etc/passwd', 'absolute'],
    ['../../outside', 'relative'],
  ])('where a link leads out of it: %s', async (target) => {
    fs.symlinkSync(target, path.join(bench.folder, 'link'));
    expect(await bench.kit(...build)).toMatchObject({
      status: 78,
      stderr: `gitenv: The link "link" leads out of the bundle, to "${target}".\n`,
    });
  });

  test('where its archive was exchanged for another', async () => {
    await bench.kit(...build);
    const { digest, archive } = await bench.manifest();
    await bench.s3.send(
      new PutObjectCommand({
        Bucket: bench.bucket,
        Key: objectKeys.bundleArchive(digest, archive.sha256),
        Body: 'something else',
      }),
    );
    const { status, stderr } = await bench.kit('deploy', '--', 'touch', `${bench.folder}/deployed`);
    expect(status).toBe(79);
    expect(stderr).toContain('cannot be used: its archive has another digest than');
    expect(fs.existsSync(path.join(bench.folder, 'deployed'))).toBe(false);
  });

  test('where its manifest says other than its files', async () => {
    await bench.kit(...build);
    const manifest = await bench.manifest();
    const [first, ...rest] = manifest.files;
    const files = [{ ...first, executable: false }, ...rest];
    await bench.s3.send(
      new PutObjectCommand({
        Bucket: bench.bucket,
        Key: objectKeys.bundleManifest(manifest.digest),
        Body: JSON.stringify({ ...manifest, files }),
      }),
    );
    const { status, stderr } = await again().kit(...build);
    expect(status).toBe(1);
    const below = `bundles/${manifest.digest.slice(7)}/`;
    expect(stderr).toContain(
      `${below}manifest.json is no manifest of ${manifest.digest}. Delete ${below} from the bucket`,
    );
    const deployed = await bench.kit('deploy', '--', 'touch', `${bench.folder}/deployed`);
    expect(deployed).toMatchObject({ status: 79, stderr: expect.stringContaining(below) });
    expect(fs.existsSync(path.join(bench.folder, 'deployed'))).toBe(false);
  });
});

describe('a bundle whose archive has gone', () => {
  test('is built again, and its digest compared with what was deployed', async () => {
    await bench.kit(...build);
    const { digest, archive } = await bench.manifest();
    const Key = objectKeys.bundleArchive(digest, archive.sha256);
    await bench.s3.send(new DeleteObjectCommand({ Bucket: bench.bucket, Key }));
    const { stdout } = await again().kit(...build);
    expect(stdout).toContain('has gone from the bucket: building it again.\n');
    expect(stdout).toMatch(/It has the digest [0-9a-f]{8} as before\.\n/);
    expect(bench.read('.gitenv/runs')).toBe('run\nrun\n');
    expect(await bench.keys()).toContain(Key);
  });

  test('is built again as another where the build is not reproducible, which is said', async () => {
    await bench.kit(...build);
    const { digest, archive } = await bench.manifest();
    const Key = objectKeys.bundleArchive(digest, archive.sha256);
    await bench.s3.send(new DeleteObjectCommand({ Bucket: bench.bucket, Key }));
    const second = again();
    second.write('build', '#!/bin/sh\necho other >product\n', 0o755);
    const { stdout } = await second.kit(...build);
    expect(stdout).toContain(`and had ${digest.slice(7, 15)}: the build is not reproducible`);
    expect((await second.kit('deploy', '--', 'cat', 'product')).stdout).toMatch(/^other$/m);
  });
});

test('outside of a build the program says so', async () => {
  bench.env.GITENV_BUCKET = '';
  expect(await bench.kit(...build)).toMatchObject({
    status: 1,
    stderr:
      'gitenv: GITENV_BUCKET is not set: this program runs in the builds that gitenv installs.\n',
  });
});
