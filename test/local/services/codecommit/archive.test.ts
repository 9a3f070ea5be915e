import { once } from 'node:events';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import yauzl from 'yauzl';
import { serviceCaller } from '../../../../lib/local/base/caller';
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
    const zip = await bucket.send(
      new GetObjectCommand({ Bucket: 'artifacts', Key: 'app/source.zip' }),
    );
    const bytes = Buffer.from((await zip.Body?.transformToByteArray()) ?? []);
    expect(await entriesOf(bytes)).toEqual(['.gitattributes', 'secret.txt', 'src/', 'src/app.txt']);
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
