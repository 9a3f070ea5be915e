import { createHash } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type BundledFile, digestOf, type Manifest } from '../../../lib/bundle/manifest';
import { objectKeys } from '../../../lib/object-keys';
import type { Verb } from '../../../lib/release/rights/need';
import type { Place } from '../../../lib/release/rights/place';
import { policyFor } from '../../../lib/release/rights/policy';
import {
  type Ended,
  install,
  installSecond,
  type Stage,
  secondAccount,
  setStage,
} from '../../deploy/stage';
import { testAccount, testRegion } from '../../local/machine';
import { Deploys } from '../../stories/bad-night';
import { KitStage } from '../../stories/going-back';
import { People, placeIn } from './person-stage';

let stage: Stage;
let people: People;
beforeEach(async () => {
  stage = await setStage();
  people = new People(stage);
});
afterEach(() => stage.destroy());

/** Runs a command as somebody with exactly the rights of a verb, and demands that nothing was refused. */
async function as(verb: Verb, ...args: string[]): Promise<Ended> {
  const ended = await stage.gitenv(args, { env: await people.with(verb) });
  expectWell(args, ended);
  return ended;
}

function expectWell(args: readonly string[], { exitCode, stderr, stdout }: Ended): void {
  const said = `${stderr}${stdout}`;
  const refused = /not authorized|may not|lacks? the right|not allowed/i.test(said);
  expect({ args, exitCode, refused, said: exitCode === 0 && !refused ? '' : said }).toEqual({
    args,
    exitCode: 0,
    refused: false,
    said: '',
  });
}

test('whoever has the rights of a verb may use it', async () => {
  await install(stage);
  const deploys = new Deploys(stage);
  await stage.commit('First');
  await as('push', 'push', 'dev');
  await as('push', 'push', 'dev');
  await stage.commit('Second');
  const pushed = await stage.git(['push', 'dev'], { env: await people.with('push') });
  expectWell(['git', 'push'], pushed);
  await as('look', 'status');
  await as('look', 'history', 'dev');
  await as('look', 'logs', 'dev');
  await as('look', 'diff', 'dev');
  await as('look', 'show', 'dev', 'HEAD');
  await as('look', 'where', 'HEAD');
  await as('audit', 'audit', 'verify', 'dev');
  await as('redeploy', 'redeploy', 'dev');
  await as('lock', 'lock', 'dev', '--reason', 'a sale', '--for', '2h');
  await as('lock', 'unlock', 'dev');
  await as('rollback', 'rollback', 'dev', '--yes');
  const { ended } = await deploys.hang('Hangs');
  await as('cancel', 'cancel', 'dev', '--yes');
  await ended;
  deploys.fail(true);
  await deploys.release('Fails');
  deploys.fail(false);
  await as('retry', 'retry', 'dev');
  await as('prune', 'prune', 'dev', '--keep', '0', '--older', '0m', '--yes');
});

test('whoever may go back at once may do so past an approval and a lock', async () => {
  await install(stage, { Approval: 'yes' });
  const first = await stage.commit('First');
  await stage.gitenv(['push', 'dev', '--no-follow']);
  await stage.machine.idle();
  await as('approve', 'approve', 'dev', first, '--yes');
  const second = await stage.commit('Second');
  await stage.gitenv(['push', 'dev', '--no-follow']);
  await stage.machine.idle();
  await as('approve', 'reject', 'dev', second, '--yes');
  await stage.commit('Third');
  await stage.gitenv(['push', 'dev', '--no-follow']);
  await stage.machine.idle();
  await stage.gitenv(['lock', 'dev', '--reason', 'a sale']);
  await as('rollbackNow', 'rollback', 'dev', '--now', '--reason', 'the till is down', '--yes');
});

test('whoever promotes needs the rights of both sides', async () => {
  await install(stage);
  await installSecond(stage);
  const { digest } = bundled;
  // The build of the commit says which bundle it made, and CodePipeline keeps that.
  const said = `export GITENV_BUNDLE=${digest}`;
  const exported = '  exported-variables:\n    - GITENV_BUNDLE\n';
  const spec = `version: 0.2\nenv:\n${exported}phases:\n  build:\n    commands:\n      - ${said}\nartifacts:\n  files:\n    - '**/*'\n`;
  await stage.commit('First', { 'buildspec.yml': spec });
  await stage.gitenv(['push', 'dev']);
  await stage.machine.idle();
  await store(await placeIn(stage));
  const env = await people.has({
    dev: policyFor(['promoteOn'], await placeIn(stage)),
    other: policyFor(['promote'], await placeIn(stage, secondAccount)),
  });
  const promoted = await stage.gitenv(['promote', 'stg'], { env });
  expectWell(['promote', 'stg'], promoted);
  expect(promoted.stderr).toContain('stg: copying the bundle');
});

test('whoever plans or compares needs the build, and what it keeps', async () => {
  const kit = KitStage.on(stage);
  const limit = `arn:aws:ssm:${testRegion}:${testAccount}:parameter/limit`;
  const looks = ['ssm:GetParameters', 'ssm:GetParameter'];
  const template = (Value: string) => {
    const Properties = { Name: '/limit', Type: 'String', Value };
    const Resources = { Limit: { Type: 'AWS::SSM::Parameter', Properties } };
    return { 'template.yml': JSON.stringify({ Resources }) };
  };
  try {
    await kit.install({
      DeployPolicies: await kit.policy('limit', { [limit]: ['ssm:PutParameter', ...looks] }),
      BuildPolicies: await kit.policy('looks', { [limit]: looks }),
    });
    kit.useKit('cloudformation');
    await kit.release('First', template('1'));
    await kit.commitAll('Second', template('2'));
    const planned = await as('plan', 'plan', 'dev');
    expect(planned.stdout).toContain('dev: 1 to change');
    await as('drift', 'drift', 'dev');
    const ssm = new SSMClient(stage.machine.client());
    await ssm.send(new PutParameterCommand({ Name: '/limit', Value: '9', Overwrite: true }));
    const env = await people.with('drift', 'redeploy');
    const words = ['drift', 'dev', '--repair', '--yes'];
    expectWell(words, await stage.gitenv(words, { env }));
  } finally {
    process.env.PATH = kit.pathBefore;
  }
});

const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const archive = Buffer.from('what a build left');
const file = { path: 'a', kind: 'file', executable: false, bytes: 7, sha256: hash('product') };
const files = [file as BundledFile];
const bundled: Manifest = {
  version: 2,
  commit: 'a'.repeat(40),
  digest: digestOf(files),
  files,
  archive: { sha256: hash(archive), bytes: archive.length },
  builder: { image: 'an image', node: 'v20' },
  environment: 'dev',
  execution: 'x',
  startedAt: new Date(0).toISOString(),
  finishedAt: new Date(0).toISOString(),
};

/** Stores the bundle as a build of the environment does. */
async function store({ bucket: Bucket }: Place): Promise<void> {
  const s3 = new S3Client(stage.machine.client());
  const { digest, archive: own } = bundled;
  const put = (Key: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }));
  await put(objectKeys.bundleArchive(digest, own.sha256), archive);
  await put(objectKeys.bundleManifest(digest), JSON.stringify(bundled));
}
