import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Service } from '../../lib/local/base/service';
import { services } from '../../lib/local/services';
import { Gate } from '../buildspecs/cloudformation/gate';
import { application } from '../deploy/stage';
import { testAccount } from '../local/machine';
import { until } from '../local/until';
import { KitStage } from './going-back';

const bucket = `${application}-site-dev-${testAccount}`;

let gate: Gate;
let kit: KitStage;
/** The end of a request's path that is never answered, if there is one. */
let unanswered: string | undefined;
let isAsked: boolean;
beforeEach(async () => {
  [unanswered, isAsked] = [undefined, false];
  gate = new Gate();
  const all = services.map((it) => (it.name === 's3' ? hanging(it) : it));
  kit = await KitStage.set({ services: [...all, gate.service] });
  const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  await kit.install({
    DeployPolicies: await kit.policy('serves', {
      [`arn:aws:s3:::${bucket}`]: ['s3:ListBucket'],
      [`arn:aws:s3:::${bucket}/*`]: objects,
      'arn:aws:s3:::*': ['s3:CreateBucket', 's3:DeleteBucket', 's3:PutBucket*'],
    }),
  });
  kit.useKit('static-site');
  kit.write('build', '#!/bin/sh\ncp -r site dist\n', 0o755);
});
afterEach(async () => {
  gate.open();
  await kit.destroy();
});

function hanging(service: Service): Service {
  const { protocol } = service;
  return {
    ...service,
    protocol: {
      ...protocol,
      handle(request, own, context) {
        if (request.method !== 'PUT' || unanswered === undefined) return pass();
        if (!request.path.endsWith(unanswered)) return pass();
        isAsked = true;
        return new Promise(() => undefined);
        function pass() {
          return protocol.handle(request, own, context);
        }
      },
    },
  };
}

const s3 = () => new S3Client(kit.stage.machine.client());

/** All that the bucket serves, by name. */
async function served(): Promise<Record<string, string>> {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: bucket }));
  const found = Contents.map(async ({ Key = '' }) => {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: bucket, Key }));
    return [Key, (await Body?.transformToString()) ?? ''];
  });
  return Object.fromEntries(await Promise.all(found));
}

const pages = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`site/${name}`, text]));

const goodSite = {
  'index.html': '<link href="assets/style.0123456789ab.css">',
  'prices.html': 'An hour: 12',
  'assets/style.0123456789ab.css': 'blue',
};
const badSite = {
  'index.html': '<link href="assets/style.ba9876543210.css">',
  'prices.html': 'An hour: 1200',
  'boats.html': 'All boats are sunk',
  'assets/style.ba9876543210.css': 'red',
};

/** The template of a site whose bucket it makes, beside something that takes long. */
function template(one: object): Record<string, string> {
  const Bucket = {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: { Ref: 'GitenvSiteBucket' } },
  };
  const One = { Type: 'Test::Gate::Item', DependsOn: 'Bucket', Properties: one };
  const Parameters = { GitenvSiteBucket: { Type: 'String' } };
  return { 'site.yml': JSON.stringify({ Parameters, Resources: { Bucket, One } }) };
}

describe('gitenv rollback --now', () => {
  test('brings back the good site from one that is half uploaded', async () => {
    await s3().send(new CreateBucketCommand({ Bucket: bucket }));
    const good = await kit.release('Good', pages(goodSite));
    expect(await served()).toEqual(goodSite);
    unanswered = '/index.html';
    const bad = await kit.hang('Bad', pages(badSite), () => isAsked);
    expect(await served()).toEqual({
      ...goodSite,
      ...badSite,
      'index.html': goodSite['index.html'],
    });
    unanswered = undefined;
    const back = await kit.goBack(good, bad);
    expect(back.stderr).toMatch(/The bundle .+ tests and build are skipped\./);
    expect(await served()).toEqual(goodSite);
    expect(await kit.stage.gitenv(['drift', 'dev'])).toMatchObject({ exitCode: 0 });
  });

  test('brings back the good site from an update of its stack that never settles', async () => {
    kit.useKit('static-site', {
      kit: { name: 'static-site', site: 'dist', template: 'site.yml' },
    });
    kit.write(
      'buildspec.yml',
      kit.read('buildspec.yml').replace('--from dist', '--from dist --from site.yml'),
    );
    const good = await kit.release('Good', { ...pages(goodSite), ...template({ Value: 'good' }) });
    const worse = { ...pages(badSite), ...template({ Value: 'bad', Holds: true }) };
    const bad = await kit.hang('Bad', worse, () => kit.isUpdating());
    await kit.goBack(good, bad, async () => {
      await until(() => kit.isTakenBack());
      gate.open();
    });
    expect(await kit.stack()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await served()).toEqual(goodSite);
  });
});
