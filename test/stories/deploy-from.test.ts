import { buffer } from 'node:stream/consumers';
import {
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
} from '@aws-sdk/client-codepipeline';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ZipFile } from 'yazl';
import { kitMark, parameters } from '../../lib/contract';
import { short } from '../deploy/releases';
import { application } from '../deploy/stage';
import { KitStage } from './going-back';

let kit: KitStage;
beforeEach(async () => {
  kit = await KitStage.set();
});
afterEach(() => kit.destroy());

function useScripts(): void {
  kit.useKit('script');
  kit.write('build', '#!/bin/sh\necho the build runs\n', 0o755);
  kit.write('deploy', '#!/bin/sh\necho the deploy runs\n', 0o755);
}

/** The program of the kits as one of before contract version 3 is known by: it does not say that it knows both. */
function useOlderProgram(): void {
  kit.write('.gitenv/kit.cjs', kit.read('.gitenv/kit.cjs').replaceAll(kitMark, ''));
}

async function primarySource(): Promise<string | undefined> {
  const client = new CodePipelineClient(kit.stage.machine.client());
  const { pipeline } = await client.send(new GetPipelineCommand({ name: application }));
  client.destroy();
  const deploy = pipeline?.stages?.find(({ name }) => name === 'Deploy');
  return deploy?.actions?.[0]?.configuration?.PrimarySource;
}

async function said(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await kit.stage.gitenv(words);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout + stderr;
}

/** What `gitenv status` says for a script. */
async function protection(): Promise<unknown> {
  const { environments } = JSON.parse(await said('status', '--json'));
  return environments[0].protection;
}

test('an environment turns to the safer way with the next gitenv init, once no commit needs the other', async () => {
  await kit.install();
  useScripts();
  const first = await kit.release('First');
  expect(await primarySource()).toBe('Bundle');
  expect(await said('doctor')).toContain('every commit can be deployed in the safer way by now');
  const ready = await said('status');
  expect(ready).toContain('every commit can be deployed in the safer way by now');
  expect(ready).toContain('hint: gitenv init dev\n');
  const words = await said('init', 'dev', '--yes');
  expect(await protection()).toBeNull();
  expect(words).toContain('deploys run in the pushed commit from now on');
  expect(words).toContain(
    'gitenv retry and RollbackStage of earlier releases end with this change',
  );
  expect(await primarySource()).toBe('Source');
  await kit.release('Second');
  expect(await protection()).toBeNull();
  await said('rollback', 'dev', '--to', first, '--yes');
  expect((await kit.deployLog()).match(/the deploy runs/g)).toHaveLength(3);
  expect(await said('init', 'dev', '--yes')).not.toContain('deploys run');
});

test('an environment stays as it is while a rollback could go to an older commit, unless it is told otherwise', async () => {
  await kit.install();
  useScripts();
  useOlderProgram();
  const old = await kit.release('Old');
  useScripts();
  await kit.release('New');
  const not = 'not protected yet: 1 of 2 commits that may be released again';
  expect(await said('doctor')).toContain(not);
  expect(await said('status')).toContain(`dev: ${not}`);
  expect(await protection()).toEqual({ looked: 2, older: 1, wayOn: null });
  expect(await said('init', 'dev', '--yes')).toContain(not);
  expect(await primarySource()).toBe('Bundle');
  expect(await said('init', 'dev', '--yes', '--deploy-from', 'source')).toContain(
    `these commits cannot be released any more: ${short(old)}`,
  );
  expect(await primarySource()).toBe('Source');
});

test.each([
  ['Bundle', /EXCHANGED/],
  ['Source', /the deploy runs/],
])(
  'what a build made is exchanged while the release waits: a deploy from %s runs %s',
  async (deployFrom, runs) => {
    await kit.install({ [parameters.deployFrom]: deployFrom, [parameters.approval]: 'yes' });
    useScripts();
    const commit = await kit.begin('Innocent', {});
    await kit.stage.machine.idle();
    await exchange();
    await said('approve', 'dev', commit, '--yes');
    const client = new CodePipelineClient(kit.stage.machine.client());
    const { stageStates } = await client.send(new GetPipelineStateCommand({ name: application }));
    client.destroy();
    expect(stageStates?.at(-1)?.latestExecution?.status).toBe('Succeeded');
    expect((await kit.deployLog()).match(/EXCHANGED|the deploy runs/g)?.[0]).toMatch(runs);
  },
);

/** As a build of another commit can: its role may write what any build hands on. */
async function exchange(): Promise<void> {
  const s3 = new S3Client(kit.stage.machine.client());
  const Bucket = await kit.bucket();
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: `${application}/Bundle/` }),
  );
  const zip = new ZipFile();
  const commands = 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo EXCHANGED\n';
  zip.addBuffer(Buffer.from(commands), 'deployspec.yml');
  zip.end();
  const Body = await buffer(zip.outputStream);
  await s3.send(new PutObjectCommand({ Bucket, Key: Contents[0]?.Key, Body }));
  s3.destroy();
}
