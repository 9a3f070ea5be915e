import path from 'node:path';
import type { Build, ProjectCache } from '@aws-sdk/client-codebuild';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { startMachine, type TestMachine } from '../../machine';
import { buildspecOf, failureOf, TestProject } from './project';

let machine: TestMachine;
let s3: S3Client;
beforeAll(async () => {
  machine = await startMachine();
  s3 = new S3Client(machine.client());
  await s3.send(new CreateBucketCommand({ Bucket: 'caches' }));
});
afterAll(() => machine.destroy());

async function run(
  project: TestProject,
  cache: Record<string, unknown>,
  ...commands: string[]
): Promise<readonly string[]> {
  const build: Build = await project.build(buildspecOf({ build: { commands } }, { cache }));
  expect(failureOf(build)).toBeUndefined();
  return project.output(build);
}

const kinds: [string, ProjectCache][] = [
  ['LOCAL', { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] }],
  ['S3', { type: 'S3', location: 'caches/some/prefix' }],
];

describe.each(kinds)('a %s cache', (_, cache) => {
  let project: TestProject;
  beforeEach(async () => {
    project = await TestProject.create(machine, { cache });
  });

  const look = 'cat kept/deep/file 2>/dev/null || echo nothing';

  test('brings files back to the next build', async () => {
    const paths = ['kept/**/*'];
    expect(
      await run(
        project,
        { paths },
        look,
        'mkdir -p kept/deep; echo one > kept/deep/file; ln -s file kept/deep/link',
      ),
    ).toEqual(['nothing']);
    expect(
      await run(project, { paths }, look, 'readlink kept/deep/link', 'echo two > kept/deep/file'),
    ).toEqual(['one', 'file']);
    expect(await run(project, { paths }, look)).toEqual(['two']);
  });

  test('takes a folder for its content', async () => {
    const paths = ['kept'];
    await run(project, { paths }, 'mkdir -p kept/deep; echo one > kept/deep/file');
    expect(await run(project, { paths }, look)).toEqual(['one']);
  });

  test('takes /root for the home of the build', async () => {
    const paths = [path.posix.join('/', 'root', '.tool/**/*')];
    await run(project, { paths }, 'mkdir -p ~/.tool; echo one > ~/.tool/x');
    await run(project, {}, 'rm -r ~/.tool');
    expect(await run(project, { paths }, 'cat ~/.tool/x')).toEqual(['one']);
  });

  test('is found by its key, or by the beginning of an older one', async () => {
    const fixed = (key: string) => ({
      key: `$(echo ${key})`,
      'fallback-keys': ['nothing-', 'deps-'],
      paths: ['kept/**/*'],
    });
    await run(project, fixed('deps-1'), 'mkdir -p kept/deep; echo one > kept/deep/file');
    expect(await run(project, fixed('deps-2'), look, 'echo two > kept/deep/file')).toEqual(['one']);
    expect(await run(project, fixed('deps-1'), look, 'echo ignored > kept/deep/file')).toEqual([
      'one',
    ]);
    expect(await run(project, fixed('deps-2'), look)).toEqual(['two']);
    expect(await run(project, { ...fixed('other'), 'fallback-keys': [] }, look)).toEqual([
      'nothing',
    ]);
  });

  test('is only read, or only written, where the buildspec says so', async () => {
    const paths = ['kept/**/*'];
    await run(project, { paths, action: 'save' }, 'mkdir -p kept/deep; echo one > kept/deep/file');
    expect(
      await run(
        project,
        { paths, action: 'save' },
        look,
        'mkdir -p kept/deep; echo two > kept/deep/file',
      ),
    ).toEqual(['nothing']);
    expect(
      await run(project, { paths, action: 'restore' }, look, 'echo three > kept/deep/file'),
    ).toEqual(['two']);
    expect(await run(project, { paths, action: 'restore' }, look)).toEqual(['two']);
  });
});

test('a cache leaves out what belongs to the machine, and says so', async () => {
  const project = await TestProject.create(machine, {
    cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
  });
  const build = await project.build(
    buildspecOf({ build: { commands: ['true'] } }, { cache: { paths: ['/etc/**/*', '../x'] } }),
  );
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect((await project.notes(build)).filter((line) => line.includes('cache path'))).toHaveLength(
    2,
  );
});

test('an S3 cache lies below its prefix', async () => {
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'caches' }));
  expect(Contents?.every(({ Key }) => Key?.startsWith('some/prefix/'))).toBe(true);
});

test('a build can hash files for a key', async () => {
  const project = await TestProject.create(machine);
  const [one, two, again] = await run(
    project,
    {},
    'echo 1 > a; codebuild-hash-files a',
    'echo 2 > a; codebuild-hash-files a',
    'echo 1 > a; codebuild-hash-files a',
  );
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(again).toBe(one);
  expect(two).not.toBe(one);
});
