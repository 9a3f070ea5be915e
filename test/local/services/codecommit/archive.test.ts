import { once } from 'node:events';
import { Readable } from 'node:stream';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import yauzl from 'yauzl';
import { serviceCaller } from '../../../../lib/local/machine';
import { jsonProtocol } from '../../../../lib/local/protocol/json';
import type { Service } from '../../../../lib/local/service';
import { codecommit } from '../../../../lib/local/services/codecommit';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { signedUrl, Workspace } from './workspace';

/** Stands for any service that takes an object's bytes. */
const objects = new Map<string, Buffer>();
const bucket: Service = {
  name: 's3',
  protocol: jsonProtocol('Bucket'),
  operations: {
    async PutObject({ Bucket, Key, Body }: { Bucket: string; Key: string; Body: Readable }) {
      objects.set(`${Bucket}/${Key}`, Buffer.concat(await Readable.from(Body).toArray()));
    },
  },
};

let machine: TestMachine;
let work: Workspace;
beforeAll(async () => {
  machine = await startMachine({ services: [codecommit, bucket] });
  work = await new Workspace().init();
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
    const zip = objects.get('artifacts/app/source.zip') ?? Buffer.alloc(0);
    expect(await entriesOf(zip)).toEqual(['.gitattributes', 'secret.txt', 'src/', 'src/app.txt']);
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
