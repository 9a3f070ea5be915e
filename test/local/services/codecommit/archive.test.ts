import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import yauzl from 'yauzl';
import { serviceCaller } from '../../../../lib/local/base/caller';
import { unzip } from '../../../../lib/local/services/codebuild/files/archive';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let work: Workspace;
let bucket: S3Client;
beforeAll(async () => {
  machine = await startMachine();
  work = await new Workspace().init();
  bucket = new S3Client(machine.client());
  await bucket.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  await new CodeCommitClient(machine.client()).send(
    new CreateRepositoryCommand({ repositoryName: 'app' }),
  );
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

async function download(): Promise<Buffer> {
  const zip = await bucket.send(
    new GetObjectCommand({ Bucket: 'artifacts', Key: 'app/source.zip' }),
  );
  return Buffer.from((await zip.Body?.transformToByteArray()) ?? []);
}

async function entriesOf(zip: Buffer): Promise<string[]> {
  const file = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(zip, { lazyEntries: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  const names: string[] = [];
  file.on('entry', ({ fileName }) => names.push(fileName));
  await once(file, 'end');
  return names.sort();
}

function upload(commitId: string) {
  return machine.machine
    .context(serviceCaller(testAccount), testRegion)
    .call('codecommit', 'UploadArchive', {
      repositoryName: 'app',
      commitId,
      s3Bucket: 'artifacts',
      s3Key: 'app/source.zip',
    });
}

describe('the archive of a commit', () => {
  test('holds every file of it, whatever .gitattributes says of archives', async () => {
    work.write('.gitattributes', 'secret.txt export-ignore\n');
    work.write('secret.txt', 'still needed by a build');
    const commit = await work.commit('First', 'src/app.txt');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    await upload(commit);
    expect(await entriesOf(await download())).toEqual([
      '.gitattributes',
      'secret.txt',
      'src/',
      'src/app.txt',
    ]);
  });

  test('has no modes and no links, and a line end in a name stays one', async () => {
    work.write('tool', '#!/bin/sh\n');
    fs.chmodSync(path.join(work.folder, 'tool'), 0o755);
    fs.symlinkSync('tool', path.join(work.folder, 'link'));
    const commit = await work.commit('Second', 'new\nline.txt');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    await upload(commit);
    const zip = path.join(work.folder, '.git', 'source.zip');
    fs.writeFileSync(zip, await download());
    const folder = path.join(work.folder, '.git', 'unzipped');
    expect(await unzip(zip, folder)).toEqual({
      leftOut: [],
      lostPrograms: ['tool'],
      lostLinks: ['link'],
    });
    expect(fs.readFileSync(path.join(folder, 'link'), 'utf8')).toBe('tool');
    expect(fs.lstatSync(path.join(folder, 'link')).isFile()).toBe(true);
    expect(fs.statSync(path.join(folder, 'tool')).mode & 0o111).toBe(0);
    expect(fs.readdirSync(folder)).toContain('new\nline.txt');
  });

  test.each([
    ['has a backslash', 'back\\slash.txt'],
    ['is not UTF-8', Buffer.from([0x6c, 0xe9])],
  ])('is refused for a name that %s', async (why, name) => {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${work.folder}/`), Buffer.from(name)]), 'x');
    const commit = await work.commit(`Third ${why}`, 'a.txt');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    await expect(upload(commit)).rejects.toMatchObject({
      code: 'ArchiveFailed',
      message: expect.stringContaining(why),
    });
    fs.rmSync(Buffer.concat([Buffer.from(`${work.folder}/`), Buffer.from(name)]));
    await work.commit(`Without ${why}`, 'a.txt');
  });

  test('is refused for a commit that is not there', async () => {
    await expect(upload(`${'0'.repeat(39)}1`)).rejects.toMatchObject({
      code: 'CommitDoesNotExistException',
    });
  });

  test('cannot be asked for over the wire', async () => {
    const client = new CodeCommitClient(machine.client());
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['x-amz-target'] = 'CodeCommit_20150413.UploadArchive';
        return next(args);
      },
      { step: 'build' },
    );
    await expect(
      client.send(new CreateRepositoryCommand({ repositoryName: 'other' })),
    ).rejects.toMatchObject({ name: 'NotImplementedException' });
  });
});
