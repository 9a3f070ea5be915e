import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ArtifactPackaging, Build, ProjectArtifacts } from '@aws-sdk/client-codebuild';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { unzip } from '../../../../lib/local/services/codebuild/files/archive';
import { startMachine, type TestMachine } from '../../machine';
import { until } from '../../until';
import { buildspecOf, failureOf, phasesOf, TestProject } from './project';

const bucket = 'artifacts';
let machine: TestMachine;
let project: TestProject;
let s3: S3Client;
let scratch: string;

beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  project = await TestProject.create(machine, { artifacts: zipped });
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-artifacts-'));
});
afterAll(async () => {
  await machine.destroy();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const to = (packaging: ArtifactPackaging, more: Partial<ProjectArtifacts> = {}) => ({
  type: 'S3' as const,
  location: bucket,
  packaging,
  name: 'out',
  ...more,
});
const zipped = to('ZIP');

const tree = [
  'mkdir -p dist/sub dist/.hidden other',
  'echo a > dist/a.txt; echo b > dist/sub/b.txt; echo c > dist/.hidden/c; echo o > other/o.txt',
  'echo "#!/bin/sh" > dist/run.sh; chmod 755 dist/run.sh',
];

/** Builds with these artifacts and takes the zip apart. */
async function contents(
  artifacts: Record<string, unknown>,
  commands = tree,
  start = {},
): Promise<{ build: Build; folder: string; names: readonly string[] }> {
  const build = await project.build(buildspecOf({ build: { commands } }, { artifacts }), start);
  if (build.buildStatus !== 'SUCCEEDED') throw new Error(failureOf(build));
  const key = (build.artifacts?.location ?? '').replace('arn:aws:s3:::artifacts/', '');
  return { build, ...(await unpack(key)) };
}

async function unpack(key: string): Promise<{ folder: string; names: readonly string[] }> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const folder = fs.mkdtempSync(path.join(scratch, 'zip-'));
  const file = path.join(scratch, 'out.zip');
  fs.writeFileSync(file, (await Body?.transformToByteArray()) ?? '');
  await unzip(file, folder);
  const names = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  return { folder, names };
}

describe('artifacts', () => {
  test('hold all files of the source folder for **/*, hidden ones too, with their modes', async () => {
    const { names, folder, build } = await contents({ files: ['**/*'] });
    expect(names).toEqual([
      'dist/.hidden/c',
      'dist/a.txt',
      'dist/run.sh',
      'dist/sub/b.txt',
      'other/o.txt',
    ]);
    const mode = (name: string) => fs.statSync(path.join(folder, name)).mode & 0o777;
    const masked = (full: number) => full & ~process.umask();
    expect(mode('dist/run.sh')).toBe(masked(0o755));
    expect(mode('dist/a.txt')).toBe(masked(0o644));
    expect(build.artifacts?.sha256sum).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [{ files: ['dist/*'] }, ['dist/a.txt', 'dist/run.sh']],
    [{ files: 'dist/a.txt' }, ['dist/a.txt']],
    [{ files: ['./dist/a.txt', 'other/**/*'] }, ['dist/a.txt', 'other/o.txt']],
    [{ files: ['**/*'], 'base-directory': 'dist' }, ['.hidden/c', 'a.txt', 'run.sh', 'sub/b.txt']],
    [{ files: ['**/*'], 'base-directory': 'oth*' }, ['o.txt']],
    [{ files: ['**/*.txt'], 'discard-paths': 'yes' }, ['a.txt', 'b.txt', 'o.txt']],
    [
      { files: ['**/*.txt'], 'discard-paths': 'no' },
      ['dist/a.txt', 'dist/sub/b.txt', 'other/o.txt'],
    ],
    [{ files: ['**/*'], 'exclude-paths': ['dist/**/*'] }, ['other/o.txt']],
    [{ files: ['*.txt'], 'base-directory': './dist/' }, ['a.txt']],
  ])('%j hold %j', async (artifacts, expected) => {
    expect((await contents(artifacts)).names).toEqual(expected);
  });

  test('are named by variables of the live shell, exported or not', async () => {
    const { names } = await contents(
      { files: ['$WHERE/*.txt', '$(echo other)/o.txt'], 'base-directory': '$BASE' },
      [...tree, 'WHERE=sub; BASE=dist', 'mkdir dist/other; cp other/o.txt dist/other'],
    );
    expect(names).toEqual(['other/o.txt', 'sub/b.txt']);
  });

  test('are called as the buildspec says, expanded, where the project lets it', async () => {
    const spec = { files: ['**/*'], name: 'app-$(echo $V)-$CODEBUILD_BUILD_NUMBER' };
    const { build } = await contents(spec, [...tree, 'V="1 2"'], {
      artifactsOverride: to('ZIP', { overrideArtifactName: true, path: '/some/path/' }),
    });
    expect(build.artifacts?.location).toBe(
      `arn:aws:s3:::artifacts/some/path/app-1 2-${build.buildNumber}`,
    );
  });

  test('can be told apart by build id', async () => {
    const { build } = await contents({ files: ['**/*'], 's3-prefix': 'pre' }, tree, {
      artifactsOverride: to('ZIP', { namespaceType: 'BUILD_ID' }),
    });
    const uuid = build.id?.split(':')[1];
    expect(build.artifacts?.location).toBe(`arn:aws:s3:::artifacts/pre/${uuid}/out`);
  });

  test('carry the ARN of their build', async () => {
    const { build } = await contents({ files: ['**/*'] });
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'out' }));
    expect(head.Metadata).toEqual({ 'codebuild-buildarn': build.arn });
  });

  test('go file by file where they are not packed', async () => {
    const build = await project.build(
      buildspecOf({ build: { commands: tree } }, { artifacts: { files: ['dist/**/*'] } }),
      { artifactsOverride: to('NONE', { name: 'loose' }) },
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    const { Contents } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'loose/' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual([
      'loose/dist/.hidden/c',
      'loose/dist/a.txt',
      'loose/dist/run.sh',
      'loose/dist/sub/b.txt',
    ]);
  });

  test('follow links by default, and keep them where asked', async () => {
    const commands = [...tree, 'ln -s a.txt dist/link; ln -s nowhere dist/broken'];
    const followed = await contents({ files: ['dist/**/*'] }, commands);
    expect(fs.lstatSync(path.join(followed.folder, 'dist/link')).isFile()).toBe(true);
    expect(followed.names).not.toContain('dist/broken');
    const kept = await contents({ files: ['dist/**/*'], 'enable-symlinks': 'yes' }, commands);
    expect(fs.readlinkSync(path.join(kept.folder, 'dist/link'))).toBe('a.txt');
  });

  test.each([
    [{ files: ['../../../**/*'] }, tree],
    [{ files: ['/etc/hostname'] }, tree],
    [{ files: ['**/*'], 'base-directory': '..' }, tree],
    [{ files: ['dist/out'] }, [...tree, 'ln -s /etc/hostname dist/out']],
    [{ files: ['dist/up/etc/hostname'] }, [...tree, 'ln -s / dist/up']],
  ])('%j cannot leave the source folder', async (artifacts, commands) => {
    const build = await project.build(buildspecOf({ build: { commands } }, { artifacts }));
    expect(failureOf(build)).toMatch(
      /^UPLOAD_ARTIFACTS CLIENT_ERROR: .*(outside|out of) the source folder/,
    );
  });

  test('that match nothing fail the build', async () => {
    const build = await project.build(
      buildspecOf({ build: { commands: tree } }, { artifacts: { files: ['none/*'] } }),
    );
    expect(failureOf(build)).toMatch(
      /^UPLOAD_ARTIFACTS CLIENT_ERROR: no matching artifact paths found/,
    );
  });

  test('are tried even when the build has failed', async () => {
    const build = await project.build(
      buildspecOf({ build: { commands: [...tree, 'false'] } }, { artifacts: { files: ['**/*'] } }),
    );
    expect(phasesOf(build)).toMatchObject({ BUILD: 'FAILED', UPLOAD_ARTIFACTS: 'SUCCEEDED' });
    expect(build.buildStatus).toBe('FAILED');
  });
});

describe("a pipeline's build", () => {
  const trusted = { type: 'CODEPIPELINE' as const };
  let piped: TestProject;
  beforeAll(async () => {
    piped = await TestProject.create(machine, {
      source: { ...trusted, buildspec: 'spec.yml' },
      artifacts: trusted,
    });
    for (const [name, files] of Object.entries({
      one: { 'spec.yml': spec({ artifacts: { files: ['**/*'] } }), 'bin/run': 'x' },
      two: { 'second.txt': 'from two\n' },
    }))
      await put(name, files);
  });

  function spec(more: Record<string, unknown>): string {
    return buildspecOf(
      {
        build: {
          commands: [
            'cat $CODEBUILD_SRC_DIR_two/second.txt; ls $CODEBUILD_SRC_DIR/bin',
            'echo made > made.txt; [ -x bin/run ] && echo executable',
          ],
        },
      },
      more,
    );
  }

  async function put(
    key: string,
    files: Record<string, string>,
    links: Record<string, string> = {},
  ): Promise<void> {
    const folder = fs.mkdtempSync(path.join(scratch, 'in-'));
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), content, {
        mode: name.startsWith('bin/') ? 0o755 : 0o644,
      });
    }
    for (const [name, target] of Object.entries(links))
      fs.symlinkSync(target, path.join(folder, name));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    execFileSync('git', ['add', '-A'], { cwd: folder });
    const treeId = execFileSync('git', ['write-tree'], { cwd: folder, encoding: 'utf8' }).trim();
    const Body = execFileSync('git', ['archive', '--format=zip', treeId], { cwd: folder });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  }

  async function run(
    outputs: readonly string[],
    more: Record<string, unknown> = {},
  ): Promise<Build> {
    const { build } = await piped.startPipelineBuild({
      inputs: ['one', 'two'].map((name) => ({ name, bucket, key: name })),
      primarySource: 'one',
      outputs: outputs.map((name) => ({ name, bucket, key: `out/${name}` })),
      environmentVariables: [{ name: 'GIVEN', value: 'by the action' }],
      sourceRevision: 'c0ffee',
      ...more,
    });
    await machine.idle();
    return piped.get(build.id);
  }

  test('works on the unpacked artifacts and delivers its own', async () => {
    const build = await run(['built']);
    expect(failureOf(build)).toBeUndefined();
    expect(build).toMatchObject({
      initiator: 'codepipeline/line',
      resolvedSourceVersion: 'c0ffee',
      sourceVersion: 'arn:aws:s3:::artifacts/one',
    });
    expect(await piped.output(build)).toEqual(['from two', 'run', 'executable']);
    expect((await unpack('out/built')).names).toEqual(['bin/run', 'made.txt', 'spec.yml']);
  });

  test('delivers several as secondary artifacts of the same names', async () => {
    const buildspecOverride = spec({
      artifacts: {
        files: ['never'],
        'secondary-artifacts': { a: { files: ['made.txt'] }, b: { files: ['bin/*'] } },
      },
    });
    const build = await run(['a', 'b'], { buildspecOverride });
    expect(failureOf(build)).toBeUndefined();
    expect((await unpack('out/a')).names).toEqual(['made.txt']);
    expect((await unpack('out/b')).names).toEqual(['bin/run']);
  });

  test('fails where an output is not defined in the buildspec', async () => {
    const build = await run(['a', 'c'], {
      buildspecOverride: spec({ artifacts: { files: ['**/*'] } }),
    });
    expect(failureOf(build)).toMatch(/^UPLOAD_ARTIFACTS CLIENT_ERROR: .*secondary-artifacts\.a/);
  });

  test('is stopped when its time is over', async () => {
    const begun = path.join(scratch, 'begun');
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const running = run([], {
      timeoutInMinutes: 7,
      buildspecOverride: buildspecOf({ build: { commands: [`touch ${begun}; sleep 1000`] } }),
    });
    await until(() => fs.existsSync(begun));
    // The seven minutes are over.
    timers.mock.calls.find(([, ms]) => ms === 7 * 60_000)?.[0]();
    timers.mockRestore();
    const build = await running;
    expect(build.buildStatus).toBe('TIMED_OUT');
    expect(phasesOf(build)).toMatchObject({ BUILD: 'TIMED_OUT' });
  });

  test('refuses an artifact with an entry that leads out of the folder', async () => {
    // Honest tools do not make such names, so one of the same length is replaced in the finished zip.
    await put('evil', { 'xx/escape.txt': 'x' });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'evil' }));
    const zip = Buffer.from((await Body?.transformToByteArray()) ?? []);
    for (let at = zip.indexOf('xx/'); at >= 0; at = zip.indexOf('xx/')) zip.write('../', at);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'evil', Body: zip }));
    const build = await run([], { inputs: [{ name: 'one', bucket, key: 'evil' }] });
    expect(failureOf(build)).toMatch(/^DOWNLOAD_SOURCE CLIENT_ERROR: .*cannot be unpacked/);
  });

  test('leaves out links that lead out of the folder, and says so', async () => {
    await put(
      'links',
      { 'spec.yml': spec({}), inside: 'x' },
      { good: 'inside', bad: '/etc/hostname' },
    );
    const build = await run([], {
      inputs: [{ name: 'one', bucket, key: 'links' }],
      buildspecOverride: buildspecOf({ build: { commands: ['ls; readlink good'] } }),
    });
    expect(await piped.output(build)).toEqual(['good', 'inside', 'spec.yml', 'inside']);
    expect((await piped.notes(build)).join('\n')).toContain('Warning: bad is left out');
  });

  test('says which artifact is missing', async () => {
    const build = await run([], { inputs: [{ name: 'one', bucket, key: 'nothing' }] });
    expect(failureOf(build)).toMatch(
      /^DOWNLOAD_SOURCE CLIENT_ERROR: NoSuchKey.*artifacts\/nothing/,
    );
  });
});

describe('a project with an S3 source', () => {
  const listing = buildspecOf({ build: { commands: ['find . -type f | sort; cat a.txt'] } });

  async function build(location: string): Promise<Build> {
    const { id } = await project.start({
      sourceTypeOverride: 'S3',
      sourceLocationOverride: location,
      buildspecOverride: listing,
      artifactsOverride: { type: 'NO_ARTIFACTS' },
    });
    await machine.idle();
    return project.get(id);
  }

  beforeAll(async () => {
    for (const Key of ['folder/a.txt', 'folder/below/b.txt', 'folders/c.txt'])
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'a' }));
  });

  test('builds what lies below a folder', async () => {
    const built = await build(`${bucket}/folder/`);
    expect(failureOf(built)).toBeUndefined();
    expect(await project.output(built)).toEqual(['./a.txt', './below/b.txt', 'a']);
  });

  test('says that an object is no archive', async () => {
    expect(failureOf(await build(`${bucket}/folder/a.txt`))).toMatch(
      /^DOWNLOAD_SOURCE CLIENT_ERROR: arn:aws:s3:::artifacts\/folder\/a.txt cannot be unpacked/,
    );
  });
});
