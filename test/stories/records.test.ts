import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { CodeBuildClient, StopBuildCommand } from '@aws-sdk/client-codebuild';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { namesOf, parameters } from '../../lib/contract';
import { guardNamesOf, guardParameters } from '../../lib/guard-names';
import { objectKeys } from '../../lib/object-keys';
import { endsIn, type ReadRecord } from '../../lib/records/read-record';
import { typed, useScripts } from '../bootstrap/rights/stories/story';
import { application, runProcess } from '../deploy/stage';
import { KitStage } from './going-back';
import {
  bucketName,
  changeGuard,
  guardLog,
  installGuarded,
  recordsOf,
  recordTexts,
  startGuard,
} from './guarded-stage';

let kit: KitStage;
beforeAll(async () => {
  kit = await KitStage.set();
  await installGuarded(kit);
  useScripts(kit);
});
afterAll(() => kit.destroy());

const settings = () => kit.stage.machine.client();
const idle = () => kit.stage.machine.idle();
const told = (records: readonly ReadRecord[]) =>
  records.flatMap(endsIn).map(({ commit, outcome, attempt }) => `${commit} ${outcome} ${attempt}`);

/** Events of ends are lost while this is off. */
async function withoutEvents(act: () => Promise<void>): Promise<void> {
  const client = new EventBridgeClient(settings());
  const rule = { Name: guardNamesOf(application).recordRule };
  await client.send(new DisableRuleCommand(rule));
  await act();
  await client.send(new EnableRuleCommand(rule));
}

test('each end of a release becomes a record, which names the one before and says who, what and how', async () => {
  const before = await kit.stage.gitenv(['audit', 'verify', 'dev']);
  expect(before.stdout).toContain('there is a key and no record');
  const commit = await kit.release('One');
  await idle();
  const [first, second, ...more] = await recordsOf(kit);
  expect([first?.kind, second?.kind, more]).toEqual(['begin', 'release', []]);
  expect(second?.head).toMatchObject({ sequence: 2, previous: first?.digest });
  expect(second?.predicate).toMatchObject({
    application,
    environment: 'dev',
    commit,
    tree: (await kit.stage.git(['rev-parse', `${commit}^{tree}`])).stdout.trim(),
    outcome: 'Succeeded',
    attempt: 1,
    pushedBy: 'arn:aws:iam::111111111111:user/administrator',
    bundle: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    before: null,
    isRollback: false,
    actions: ['Source', 'Build', 'Deploy'].map((name) => expect.objectContaining({ name })),
  });
});

test('an event that comes again adds nothing, and several guards at once, one of them killed, add each end once', async () => {
  const before = await recordsOf(kit);
  await startGuard(kit);
  await idle();
  expect(await recordsOf(kit)).toEqual(before);

  await withoutEvents(async () => {
    for (const subject of ['Two', 'Three']) await kit.release(subject);
  });
  expect(await recordsOf(kit)).toEqual(before);
  // One that is stopped half way leaves nothing that is half written.
  const id = await startGuard(kit);
  await new CodeBuildClient(settings()).send(new StopBuildCommand({ id }));
  await Promise.all([startGuard(kit), startGuard(kit), startGuard(kit)]);
  await idle();
  const records = await recordsOf(kit);
  expect(records.slice(before.length).map(({ predicate }) => predicate.subject)).toEqual([
    'Two',
    'Three',
  ]);
  expect(records.map(({ head }) => head.sequence)).toEqual(records.map((_, index) => index + 1));
});

test('an execution that failed and was tried again has two records, and a way back says so', async () => {
  const good = (await recordsOf(kit)).at(-1)?.predicate.commit;
  kit.write('deploy', '#!/bin/sh\n[ -e "$HOME/mended" ]\n', 0o755);
  await kit.begin('Four', {});
  await idle();
  kit.write('deploy', '#!/bin/sh\necho the deploy runs\n', 0o755);
  const { stdout: tip } = await kit.stage.git(['rev-parse', 'HEAD']);
  expect(told(await recordsOf(kit)).at(-1)).toBe(`${tip.trim()} Failed 1`);
  await kit.stage.gitenv(['retry', 'dev']);
  await idle();
  expect(told(await recordsOf(kit)).slice(-2)).toEqual([
    `${tip.trim()} Failed 1`,
    `${tip.trim()} Failed 2`,
  ]);
  await kit.release('Five');
  await typed(kit, 'rollback', 'dev', '--yes', '--reason', 'as before');
  await idle();
  const last = (await recordsOf(kit)).at(-1);
  expect(last?.predicate).toMatchObject({ commit: good, outcome: 'Succeeded', isRollback: true });
});

test('a change of the stack is recorded with what it was before', async () => {
  await new CloudFormationClient(settings()).send(
    new UpdateStackCommand({
      StackName: namesOf(application).stack,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        ...[parameters.application, parameters.environment, parameters.guarded].map(
          (ParameterKey) => ({ ParameterKey, UsePreviousValue: true }),
        ),
        { ParameterKey: parameters.logRetentionDays, ParameterValue: '30' },
      ],
    }),
  );
  await idle();
  const before = await recordsOf(kit);
  await startGuard(kit);
  await idle();
  const [change, ...more] = (await recordsOf(kit)).slice(before.length);
  expect(more).toEqual([]);
  expect([change?.kind, change?.predicate.changed]).toEqual(['stack', ['parameters']]);
});

test('so is a change of the guard', async () => {
  const before = await recordsOf(kit);
  await changeGuard(kit, guardParameters.logRetentionDays, '30');
  await startGuard(kit);
  await idle();
  const [change, ...more] = (await recordsOf(kit)).slice(before.length);
  expect(more).toEqual([]);
  expect([change?.kind, change?.predicate.changed]).toEqual(['stack', ['guardParameters']]);
});

test('nobody but the guard writes or signs a record, and nobody deletes one, not even an administrator', async () => {
  const s3 = new S3Client(settings());
  const Bucket = await bucketName(kit);
  const write = (Key: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'mine', IfNoneMatch: '*' }));
  const remove = (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key }));
  for (const key of [objectKeys.record(99), `${objectKeys.proofs}mine`])
    await expect(write(key)).rejects.toThrow('explicit deny');
  const program = objectKeys.guardProgram('0'.repeat(64));
  await write(program);
  for (const key of [objectKeys.record(1), program])
    await expect(remove(key)).rejects.toThrow('explicit deny');
  const sign = new SignCommand({
    KeyId: guardNamesOf(application).alias,
    Message: Buffer.alloc(32),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  await expect(new KMSClient(settings()).send(sign)).rejects.toThrow('explicit deny');
});

test('gitenv audit verify finds all in order, also by what it has kept, and CodePipeline agreeing', async () => {
  const { stdout } = await kit.stage.gitenv(['audit', 'verify']);
  expect(stdout).toMatch(/^dev: \d+ records, all signed and none missing\n/);
  expect(stdout).toMatch(/\n {2}CodePipeline agrees \(it has \d+ releases\)\n$/);
  await kit.stage.machine.idle();
  const offline = await kit.stage.gitenv(['audit', 'verify', 'dev', '--offline']);
  expect(offline).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('all signed') });
});

test('gitenv doctor looks at the program, the key and the end of the chain, and gitenv destroy leaves what protects records', async () => {
  const file = path.join(kit.stage.clone, 'gitenv.json');
  const config = JSON.parse(fs.readFileSync(file, 'utf8'));
  const { findings } = JSON.parse((await kit.stage.gitenv(['doctor', '--json'])).stdout);
  const ofGuard = findings.filter(({ check }: { check: string }) => check === 'guard');
  const newest = (await recordsOf(kit)).length;
  expect(ofGuard).toMatchObject([
    { outcome: 'ok', message: expect.stringContaining(`records up to ${newest} of `) },
  ]);
  config.environments.dev.guarded = true;
  fs.writeFileSync(file, JSON.stringify(config));
  const wants = (await kit.stage.gitenv(['doctor', 'dev'])).stdout;
  expect(wants).toContain('"guarded" is to be yes, and the guard has records');
  delete config.environments.dev.guarded;
  fs.writeFileSync(file, JSON.stringify(config));

  const { stdout, stderr } = await kit.stage.gitenv(['destroy', 'dev']);
  const plan = stdout + stderr;
  expect(plan).toMatch(/AWS::KMS::Key +[0-9a-f-]{36}\n/);
  expect(plan).toMatch(/AWS::S3::BucketPolicy +\S+ \(what protects its records\)\n/);
  expect(plan).toContain('Records stay, and can be verified without the key, which costs');
});

test('gitenv show tells one release as a whole, with its record, and gitenv where how far a commit has come', async () => {
  const last = (await recordsOf(kit)).findLast(({ kind }) => kind === 'release');
  const commit = String(last?.predicate.commit);
  const { stdout } = await kit.stage.gitenv(['show', 'dev', commit.slice(0, 8)]);
  expect(stdout).toContain(`dev: ${commit.slice(0, 8)} Three\n  outcome     Succeeded\n`);
  expect(stdout).toContain(`  rollback    yes: to what had run before\n  reason      "as before"`);
  expect(stdout).toContain(`  record      ${last?.head.sequence} (Succeeded), ${last?.digest}\n`);
  const whole = JSON.parse(
    await typed(kit, 'show', 'dev', String(last?.predicate.execution), '--json'),
  );
  // What CodePipeline tells today is what the record has told then.
  expect(last?.predicate).toMatchObject(whole.release);
  expect(whole).toMatchObject({ toldBy: 'CodePipeline', recordsHold: true });

  const where = JSON.parse(await typed(kit, 'where', commit, '--json'));
  expect(where.environments).toMatchObject([{ environment: 'dev', standing: 'current' }]);
  const failed = await kit.stage.gitenv(['where', 'HEAD~1']);
  expect(failed.stdout).toMatch(/\ndev +failed /);
  const unknown = await kit.stage.gitenv(['show', 'dev', 'HEAD~9']);
  expect(unknown.exitCode).toBe(2);
});

test('gitenv audit export writes what its own README verifies, with git, openssl and sha256sum alone', async () => {
  const { stage } = kit;
  const exported = JSON.parse(
    await typed(kit, 'audit', 'export', 'dev', '--out', '../export', '--json'),
  );
  const records = await recordsOf(kit);
  expect(exported).toMatchObject({ records: records.length, holds: true });
  const folder = path.join(stage.folder, 'export');
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const blocks = [...read('README.md').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  expect(blocks).toHaveLength(5);
  const env = { ...stage.env, CLONE: stage.clone };
  const follow = () => runProcess('bash', ['-c', blocks.join('')], { cwd: folder, env });
  expect(await follow()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(read('releases.csv').split('\r\n')[1]).toMatch(
    /^2,[0-9a-f-]{36},1,Succeeded,[0-9a-f]{40},One,/,
  );

  const third = 'records/000000000003.json';
  fs.writeFileSync(path.join(folder, third), read(third).replace('"payload":"e', '"payload":"f'));
  fs.rmSync(path.join(folder, 'records/000000000005.json'));
  const { stdout, stderr } = await follow();
  expect(stdout + stderr).toContain(`${third}: FAILED`);
  expect(stdout).toContain(`${third} says something else\n`);
  expect(stdout).toContain('records/000000000004.json does not follow the one before it\n');
  expect(stdout).toContain('records/000000000006.json does not follow the one before it\n');
  const empty = await stage.gitenv(['audit', 'export', 'dev', '--out', '../export']);
  expect(empty.stderr).toContain('is there already');
});

/** What an administrator does who takes the bucket's policy away first. */
async function tamper(change: (s3: S3Client, Bucket: string) => Promise<unknown>): Promise<void> {
  const s3 = new S3Client(settings());
  const Bucket = await bucketName(kit);
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await change(s3, Bucket);
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

test.each<[string, (s3: S3Client, Bucket: string) => Promise<unknown>, string]>([
  [
    'one byte that is another',
    async (s3, Bucket) => {
      const text = (await recordTexts(kit))[2] ?? '';
      const Body = text.replace('"payload":"e', '"payload":"f');
      await s3.send(new PutObjectCommand({ Bucket, Key: objectKeys.record(3), Body }));
    },
    'record 3: unreadable: its signature does not hold',
  ],
  [
    'one that is gone',
    (s3, Bucket) => s3.send(new DeleteObjectCommand({ Bucket, Key: objectKeys.record(3) })),
    'record 3: missing: it is not there',
  ],
  [
    'an end that is cut off',
    async (s3, Bucket) => {
      for (const sequence of (await recordsOf(kit)).slice(-2).map(({ head }) => head.sequence))
        await s3.send(new DeleteObjectCommand({ Bucket, Key: objectKeys.record(sequence) }));
    },
    'the chain: cut off: record',
  ],
])(
  'an administrator may take the policy away and leave %s, and that is found',
  async (_, change, said) => {
    const texts = await recordTexts(kit);
    await tamper(change);
    const { exitCode, stdout } = await kit.stage.gitenv(['audit', 'verify', 'dev']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain(said);
    await tamper(async (s3, Bucket) => {
      for (const [index, Body] of texts.entries())
        await s3.send(new PutObjectCommand({ Bucket, Key: objectKeys.record(index + 1), Body }));
    });
    expect(await kit.stage.gitenv(['audit', 'verify', 'dev'])).toMatchObject({ exitCode: 0 });
  },
);

test('a stack that names another program says what helps, and records nothing', async () => {
  const before = await recordsOf(kit);
  // What is stored below that name is something else.
  await changeGuard(kit, guardParameters.program, '0'.repeat(64));
  await startGuard(kit);
  await idle();
  expect(await guardLog(kit)).toContain(
    'gitenv: Cannot run the guard: it is not the one that the stack names\nhint: gitenv init dev\n',
  );
  expect(await recordsOf(kit)).toEqual(before);
});
