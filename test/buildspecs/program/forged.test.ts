import fs from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Manifest } from '../../../lib/bundle/manifest';
import { objectKeys } from '../../../lib/object-keys';
import { Workbench } from './workbench';

/** The reviewed commit. */
let good: Workbench;
/** A commit whose build does evil, with all rights that a build has. */
let evil: Workbench;

const build = ['bundle', '--', './build'];
const show = ['deploy', '--', 'cat', 'product'];
const handedOn = '.gitenv/release/manifest.json';

beforeEach(async () => {
  good = await Workbench.open('a'.repeat(40));
  evil = good.another('e'.repeat(40));
  good.write('build', '#!/bin/sh\necho good >product\n', 0o755);
  evil.write('build', '#!/bin/sh\necho evil >product\n', 0o755);
  expect(await evil.kit(...build)).toMatchObject({ status: 0, stderr: '' });
});
afterEach(() => good.close());

const put = (Key: string, body: string | Buffer) =>
  good.s3.send(new PutObjectCommand({ Bucket: good.bucket, Key, Body: Buffer.from(body) }));

/** What the evil build stored, below names that the reviewed commit's would have had with an earlier program. */
async function storeUnderCommit(manifest: Manifest): Promise<void> {
  const { commit } = good;
  const archive = await good.object(
    objectKeys.bundleArchive(manifest.digest, manifest.archive.sha256),
  );
  await put(objectKeys.archive(commit, manifest.archive.sha256), archive);
  await put(objectKeys.manifest(commit), JSON.stringify({ ...manifest, commit }));
}

async function expectGood(): Promise<void> {
  expect(await good.kit(...build)).toMatchObject({ status: 0, stderr: '' });
  const { status, stdout } = await good.kit(...show);
  expect({ status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
    status: 0,
    last: 'good',
  });
}

describe('what a build of another commit leaves is not deployed as this one:', () => {
  test('a note that names its own execution', async () => {
    await put(objectKeys.note(good.commit, evil.execution), '');
    await expectGood();
  });

  test('a note that names an execution that never was, and one that is no id', async () => {
    await put(objectKeys.note(good.commit, '99999999-2222-4333-8444-555555555555'), '');
    await put(objectKeys.note(good.commit, '../x'), '');
    await expectGood();
  }, 60_000);

  test('a bundle below the commit, as an earlier program trusted it', async () => {
    const { version: _, ...manifest } = await evil.manifest();
    await storeUnderCommit({ ...manifest, version: 1 });
    await expectGood();
  });

  test('a bundle below the commit that names an execution of this commit', async () => {
    const before = good.another();
    good.words.say(before.execution, good.commit, `sha256:${'1'.repeat(64)}`);
    const { execution } = before;
    await storeUnderCommit({ ...(await evil.manifest()), version: 1, execution });
    await expectGood();
  });

  test('something that is no manifest, below the commit', async () => {
    await put(objectKeys.manifest(good.commit), 'garbage');
    await expectGood();
  });

  test('a foreign manifest below the digest, which stops the release and is named', async () => {
    const clean = good.another();
    clean.write('build', good.read('build'), 0o755);
    clean.env.GITENV_PURPOSE = 'plan';
    await clean.kit(...build);
    const { digest } = JSON.parse(clean.read(handedOn)) as Manifest;
    await put(objectKeys.bundleManifest(digest), JSON.stringify(await evil.manifest()));
    const { status, stderr } = await good.kit(...build);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `gitenv: s3://${good.bucket}/bundles/${digest.slice(7)}/manifest.json is no manifest of ${digest}. Delete bundles/${digest.slice(7)}/ from the bucket to build it again.\n`,
    });
  });

  test('another archive below the digest, which stops the release and is named', async () => {
    await good.kit(...build);
    const { digest, archive } = await good.manifest();
    const other = good.another('b'.repeat(40));
    other.write('build', good.read('build'), 0o755);
    const key = objectKeys.bundleArchive(digest, archive.sha256);
    await put(key, 'evil');
    expect(await other.kit(...build)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`Delete ${key} from the bucket`),
    });
    expect(await good.kit(...show)).toMatchObject({
      status: 79,
      stderr: expect.stringContaining(`delete bundles/${digest.slice(7)}/ from the bucket`),
    });
  });
});

describe('a deploy does not believe', () => {
  test('a manifest that was exchanged in what the build handed on', async () => {
    await good.kit(...build);
    good.write(handedOn, evil.read(handedOn));
    expect((await good.kit(...show)).stdout).toMatch(/^good$/m);
  });

  test('a manifest, where CodePipeline does not say what its release built', async () => {
    await good.kit(...build);
    good.words.kept.delete(good.execution);
    expect(await good.kit(...show)).toMatchObject({
      status: 79,
      stderr: `gitenv: CodePipeline does not say what the build of release ${good.execution.slice(0, 8)} made; nothing was changed.\nhint: gitenv redeploy dev\n`,
    });
  }, 60_000);

  test('that it is of another commit than its release', async () => {
    await good.kit(...build);
    good.env.GITENV_COMMIT = evil.commit;
    const { status, stderr } = await good.kit(...show);
    expect({ status, isSaid: stderr.includes('its release is of aaaaaaaa') }).toEqual({
      status: 79,
      isSaid: true,
    });
  });

  test('a manifest, where its build exported no bundle', async () => {
    await good.kit(...build);
    good.words.keep(good.execution, good.commit, '');
    expect(await good.kit(...show)).toMatchObject({
      status: 79,
      stderr: expect.stringContaining('list GITENV_BUNDLE below exported-variables'),
    });
  });
});

describe('a program in a stack of before, whose roles may not ask CodePipeline,', () => {
  beforeEach(() => {
    good.words.areDenied = true;
  });

  test('builds anew, deploys what was handed on, and says what upgrades the environment', async () => {
    await put(objectKeys.note(good.commit, evil.execution), '');
    for (const run of [build, show])
      expect(await good.kit(...run)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/may not ask CodePipeline .+: gitenv init dev\n/),
      });
    expect(await good.kit(...show)).toMatchObject({ stdout: expect.stringMatching(/^good$/m) });
  });
});

describe('a deploy whose first input is the commit', () => {
  test('finds its bundle without anything that the build handed on', async () => {
    await good.kit(...build);
    fs.rmSync(path.join(good.folder, '.gitenv/release'), { recursive: true });
    fs.rmSync(path.join(good.folder, 'product'));
    good.env.CODEBUILD_SRC_DIR_Bundle = evil.folder;
    const { status, stdout } = await good.kit(...show);
    expect({ status, isGood: /^good$/m.test(stdout) }).toEqual({ status: 0, isGood: true });
  });
});
