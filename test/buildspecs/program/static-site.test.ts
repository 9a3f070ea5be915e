import fs from 'node:fs';
import path from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { pathsOf } from '../../../buildspecs/static-site/invalidate';
import type { Plan } from '../../../lib/bundle/plan';
import { objectKeys } from '../../../lib/object-keys';
import { CloudFrontStandIn } from './cloudfront';
import { type Ended, Workbench } from './workbench';

const site = 'orders-site-dev-111111111111';
const old = 'assets/app.0a1b2c3d.js';
const mid = 'assets/app.4e5f6a7b.js';
const newest = 'assets/app.8c9d0e1f.js';

let bench: Workbench;
beforeEach(async () => {
  bench = await Workbench.open();
  await bench.s3.send(new CreateBucketCommand({ Bucket: site }));
});
afterEach(() => bench.close());

/** Builds and deploys these files as one commit after the other. */
let releases = 0;
function commitOf(files: Record<string, string>, settings: object = {}): Workbench {
  releases += 1;
  const commit = String(releases).padStart(40, 'c');
  const one = bench.another(commit);
  one.env = {
    CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:111111111111:build/orders-build:1',
  };
  for (const [name, text] of Object.entries(files)) one.write(`dist/${name}`, text);
  one.write('build', '#!/bin/sh\n', 0o755);
  one.write('gitenv.json', JSON.stringify({ kit: { name: 'static-site', ...settings } }));
  return one;
}

async function plan(one: Workbench): Promise<Ended> {
  const ended = await one.buildspec('static-site', 'buildspec.yml');
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return ended;
}

const apply = (one: Workbench) => one.buildspec('static-site', 'deployspec.yml');

async function release(files: Record<string, string>, settings?: object): Promise<Ended> {
  const one = commitOf(files, settings);
  await plan(one);
  const ended = await apply(one);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return ended;
}

async function keys(): Promise<string[]> {
  const { Contents } = await bench.s3.send(new ListObjectsV2Command({ Bucket: site }));
  return (Contents ?? []).map(({ Key }) => Key ?? '');
}

async function served(Key: string): Promise<string | undefined> {
  const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket: site, Key }));
  return Body?.transformToString();
}

const head = (Key: string) => bench.s3.send(new HeadObjectCommand({ Bucket: site, Key }));

async function refuse(Resource: string, Action = 's3:PutObject'): Promise<void> {
  const Statement = { Effect: 'Deny', Principal: '*', Action, Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await bench.s3.send(new PutBucketPolicyCommand({ Bucket: site, Policy }));
}

const allow = () => bench.s3.send(new DeleteBucketPolicyCommand({ Bucket: site }));

describe('a release of a static site', () => {
  test('is shown first, and then puts pages after what they refer to, the front page last', async () => {
    const one = commitOf({
      'index.html': 'hi',
      'a/index.html': 'a',
      'robots.txt': '',
      [old]: 'js',
    });
    const { stdout } = await plan(one);
    expect(stdout).toContain(`  + ${old} (2 bytes)\n`);
    expect(stdout).toContain('The plan for dev: 4 to add.');
    expect(await keys()).toEqual([]);
    expect(one.read('.gitenv/release/variables')).toContain("GITENV_PLAN='changes'");
    const { stdout: deployed } = await apply(one);
    expect(deployed.match(/put .*/g)).toEqual([
      `put ${old}`,
      'put robots.txt',
      'put a/index.html',
      'put index.html',
    ]);
    expect(await served('a/index.html')).toBe('a');
  });

  test('says what each file is, and for how long it may be kept', async () => {
    await release(
      {
        'index.html': '',
        [old]: '',
        'fonts/a.woff2': '',
        'data-20261121.json': '',
        'x.unknown': '',
      },
      { immutable: ['fonts'] },
    );
    const forever = 'public,max-age=31536000,immutable';
    const expected = {
      'index.html': ['text/html; charset=utf-8', 'no-cache'],
      [old]: ['text/javascript; charset=utf-8', forever],
      'fonts/a.woff2': ['font/woff2', forever],
      'data-20261121.json': ['application/json', 'no-cache'],
      'x.unknown': ['application/octet-stream', 'no-cache'],
    };
    for (const [name, [ContentType, CacheControl]] of Object.entries(expected))
      expect(await head(name)).toMatchObject({ ContentType, CacheControl });
  });

  test('puts nothing again that is there', async () => {
    await release({ 'index.html': 'one', 'robots.txt': 'r', [old]: 'js' });
    const before = await head('robots.txt');
    const { stdout } = await release({ 'index.html': 'two', 'robots.txt': 'r', [old]: 'js' });
    expect(stdout).toContain('1 put, 2 unchanged, 0 deleted.');
    expect(stdout.match(/put .*/g)?.[0]).toBe('put index.html');
    expect(await head('robots.txt')).toMatchObject({ LastModified: before.LastModified });
  });

  test('of the same files changes nothing, and says so', async () => {
    await release({ 'index.html': 'one' });
    const again = commitOf({ 'index.html': 'one' });
    expect((await plan(again)).stdout).toContain('The plan for dev: no changes.');
    expect(again.read('.gitenv/release/variables')).toContain("GITENV_PLAN='empty'");
    expect((await apply(again)).stdout).toContain('0 put, 1 unchanged, 0 deleted.');
  });

  test('takes over files that are there without being told, by what they say of themselves', async () => {
    await release({ 'index.html': 'one', 'robots.txt': 'r' });
    await bench.s3.send(
      new DeleteObjectCommand({ Bucket: bench.bucket, Key: `sites/${site}.json` }),
    );
    const { stdout } = await release({ 'index.html': 'one', 'robots.txt': 's' });
    expect(stdout).toContain('1 put, 1 unchanged');
  });

  test('puts again what is to be kept for another time than before', async () => {
    await release({ 'fonts/a.woff2': 'a', 'index.html': '' });
    const one = commitOf({ 'fonts/a.woff2': 'a', 'index.html': '' }, { immutable: ['/fonts/'] });
    expect((await plan(one)).stdout).toContain('~ fonts/a.woff2 (headers)');
    await apply(one);
    expect((await head('fonts/a.woff2')).CacheControl).toContain('immutable');
  });

  test('carries names that are no good names', async () => {
    const names = [
      'new\nline.txt',
      'ünïcode ☃.txt',
      '#?%20&+.txt',
      "-rf'*().txt",
      '__proto__',
      '..a/b',
    ];
    const files = Object.fromEntries(names.map((name) => [name, `in ${name}`]));
    await release({ ...files, 'index.html': '' });
    for (const name of names) expect(await served(name)).toBe(`in ${name}`);
    const { stdout } = await release({ 'index.html': '' });
    expect(stdout).toContain('0 put, 1 unchanged, 6 deleted.');
    expect(await keys()).toEqual(['index.html']);
  });

  test('refuses a symbolic link, before anything is changed', async () => {
    const one = commitOf({ 'index.html': '' });
    fs.symlinkSync('index.html', path.join(one.folder, 'dist', 'home.html'));
    const { status, stderr } = await one.buildspec('static-site', 'buildspec.yml');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'gitenv: "home.html" is a symbolic link, which S3 does not have: let the build copy the file.\n',
    });
  });
});

describe('what a release leaves out', () => {
  const pages = (asset: string) => ({ 'index.html': `uses ${asset}`, [asset]: asset });

  test('goes at once where it is a page, and a release later where it is named after its content', async () => {
    await release({ ...pages(old), 'about.html': 'about' });
    const second = commitOf(pages(mid));
    expect((await plan(second)).stdout).toMatch(/- about\.html\n/);
    expect(second.read('.gitenv/release/variables')).toContain("GITENV_PLAN='destroys'");
    await apply(second);
    expect(await keys()).toEqual([old, mid, 'index.html']);
    const third = commitOf(pages(newest));
    expect((await plan(third)).stdout).toContain('1 to add, 1 to change.');
    expect(third.read('.gitenv/release/variables')).toContain("GITENV_PLAN='changes'");
    await apply(third);
    expect(await keys()).toEqual([mid, newest, 'index.html']);
  });

  test('stays through a second release of the same files', async () => {
    await release(pages(old));
    await release(pages(mid));
    await release(pages(mid));
    expect(await keys()).toEqual([old, mid, 'index.html']);
  });

  test('is there for a rollback, which puts the pages alone', async () => {
    await release(pages(old));
    await release(pages(mid));
    expect((await release(pages(old))).stdout).toContain('1 put, 1 unchanged, 0 deleted.');
    expect(await keys()).toEqual([old, mid, 'index.html']);
    expect(await served('index.html')).toBe(`uses ${old}`);
  });

  test('is never something that no release has put there', async () => {
    await bench.s3.send(
      new PutObjectCommand({ Bucket: site, Key: 'uploads/cat.png', Body: 'cat' }),
    );
    await release(pages(old));
    await release(pages(mid));
    expect(await served('uploads/cat.png')).toBe('cat');
  });
});

describe('a deploy that is cut short', () => {
  const first = { 'index.html': `uses ${old}`, 'b.html': 'b1', [old]: 'old' };
  const second = { 'index.html': `uses ${mid}`, [mid]: 'mid' };

  test('before the front page leaves the old site whole, and goes on when it is run again', async () => {
    await release(first);
    const one = commitOf(second);
    await plan(one);
    await refuse(`arn:aws:s3:::${site}/index.html`);
    expect(await apply(one)).toMatchObject({ status: 1 });
    expect(await keys()).toEqual([old, mid, 'b.html', 'index.html']);
    expect(await served('index.html')).toBe(`uses ${old}`);
    await allow();
    expect((await apply(one)).stdout).toContain('1 put, 1 unchanged, 1 deleted.');
    expect(await keys()).toEqual([old, mid, 'index.html']);
  });

  test('and given up leaves nothing behind after the next release', async () => {
    await release(first);
    const one = commitOf(second);
    await plan(one);
    await refuse(`arn:aws:s3:::${site}/index.html`);
    await apply(one);
    await allow();
    await release(first);
    expect(await keys()).toEqual([old, 'b.html', 'index.html']);
  });

  test('half way is put right by a release of the commit before, file by file', async () => {
    const good = { 'index.html': 'good', 'a.html': 'good', 'robots.txt': 'good', [old]: 'old' };
    await release(good);
    const bad = { 'index.html': 'bad', 'a.html': 'bad', 'robots.txt': 'bad', 'new.html': 'bad' };
    const one = commitOf(bad);
    await plan(one);
    await refuse(`arn:aws:s3:::${site}/index.html`);
    await apply(one);
    expect(await Promise.all(['a.html', 'robots.txt', 'index.html'].map(served))).toEqual([
      'bad',
      'bad',
      'good',
    ]);
    await allow();
    await release(good);
    expect(await keys()).toEqual([...Object.keys(good)].sort());
    for (const key of ['index.html', 'a.html', 'robots.txt'])
      expect(await served(key)).toBe('good');
  });

  test('while it deletes serves the new site, and deletes the rest the next time', async () => {
    await release(first);
    const one = commitOf(second);
    await plan(one);
    await refuse(`arn:aws:s3:::${site}/b.html`, 's3:DeleteObject');
    expect(await apply(one)).toMatchObject({ status: 1 });
    expect(await served('index.html')).toBe(`uses ${mid}`);
    await allow();
    await release(second);
    expect(await keys()).toEqual([old, mid, 'index.html']);
  });
});

describe('a plan is not applied', () => {
  test('where the bucket is not any more what it was made for', async () => {
    await release({ 'index.html': 'one' });
    const one = commitOf({ 'index.html': 'two' });
    await plan(one);
    await bench.s3.send(new PutObjectCommand({ Bucket: site, Key: 'index.html', Body: 'other' }));
    expect(await apply(one)).toMatchObject({
      status: 1,
      stderr: `gitenv: The bucket '${site}' is no longer what the plan was made for; nothing was changed.\nhint: gitenv redeploy dev\n`,
    });
    expect(await served('index.html')).toBe('other');
  });

  test('where another release came between', async () => {
    const one = commitOf({ 'index.html': 'one' });
    await plan(one);
    await release({ 'index.html': 'two' });
    expect((await apply(one)).stderr).toContain('is no longer what the plan was made for');
    expect(await served('index.html')).toBe('two');
  });
});

test('a deploy that settles first plans by itself, whatever has come between', async () => {
  const one = commitOf({ 'index.html': 'good' });
  await plan(one);
  await one.planned({ changes: [], settlesFirst: true, saved: {} });
  await release({ 'index.html': 'bad', 'more.html': 'bad' });
  const { status, stdout } = await apply(one);
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Applying the plan for dev: 1 to change, 1 to destroy.\n'),
  });
  expect(await keys()).toEqual(['index.html']);
  expect(await served('index.html')).toBe('good');
});

test('a bucket that is not there is asked for by name', async () => {
  const one = commitOf({ 'index.html': '' }, { bucket: '{environment}-pages-{account}' });
  const { status, stderr } = await one.buildspec('static-site', 'buildspec.yml');
  expect(status).toBe(1);
  expect(stderr).toContain("There is no bucket 'dev-pages-111111111111' for the site.");
});

describe('drift', () => {
  let running: Workbench;
  beforeEach(async () => {
    running = commitOf({ 'index.html': 'one', 'b.html': 'b', [old]: 'old' });
    await plan(running);
    await apply(running);
  });

  async function drift(): Promise<string[]> {
    expect(await running.kit('drift')).toMatchObject({ status: 0, stderr: '' });
    const [, digest = ''] =
      /GITENV_PLAN_DIGEST='(.+)'/.exec(running.read('.gitenv/release/variables')) ?? [];
    const kept = await bench.object(objectKeys.planOf(digest));
    const { changes } = JSON.parse(String(kept)) as Plan;
    return changes.map(({ action, name, detail }) => `${action} ${name} ${detail}`);
  }

  test('is none after a release, and after the next one that keeps its files', async () => {
    expect(await drift()).toEqual([]);
    running = commitOf({ 'index.html': 'two' });
    await plan(running);
    await apply(running);
    expect(await drift()).toEqual([]);
  });

  test('is what was deleted, changed, or added by hand, be it the headers alone', async () => {
    await bench.s3.send(new DeleteObjectCommand({ Bucket: site, Key: 'b.html' }));
    await bench.s3.send(new PutObjectCommand({ Bucket: site, Key: 'evil.html', Body: 'evil' }));
    await bench.s3.send(
      new CopyObjectCommand({
        Bucket: site,
        Key: old,
        CopySource: `${site}/${old}`,
        MetadataDirective: 'REPLACE',
        CacheControl: 'no-store',
      }),
    );
    expect(await drift()).toEqual([
      `change ${old} differs`,
      'destroy b.html is missing',
      'add evil.html is of no release',
    ]);
  });
});

describe('a site with a template', () => {
  const template = `
Parameters: { GitenvSiteBucket: { Type: String }, Tag: { Type: String, Default: none } }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref GitenvSiteBucket
      Tags: [{ Key: tag, Value: !Ref Tag }]
Outputs: { Distribution: { Value: E1MADE } }
`;
  const settings = { site: 'dist', template: 'site.yml', bucket: 'made-by-{environment}' };

  function commit(files: Record<string, string>, text = template): Workbench {
    const one = commitOf(files, settings);
    one.write('site.yml', text);
    return one;
  }

  async function build(one: Workbench): Promise<Ended> {
    const from = ['--from', 'dist', '--from', 'site.yml'];
    const bundled = await one.kit('bundle', ...from, '--', 'true');
    return bundled.status === 0 ? one.kit('plan') : bundled;
  }

  const content = async (Key: string) => {
    const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket: 'made-by-dev', Key }));
    return Body?.transformToString();
  };

  test('is planned and released with the bucket that it is served from, as one', async () => {
    const one = commit({ 'index.html': 'one' });
    const { stdout, stderr } = await build(one);
    expect(stderr).toBe('');
    expect(stdout).toContain('AWS::S3::Bucket');
    expect(stdout).toContain('  + index.html (3 bytes)\n');
    expect(stdout).toContain('The plan for dev: 2 to add.');
    expect((await one.manifest()).files.map((file) => file.path)).toEqual([
      'dist/index.html',
      'site.yml',
    ]);
    expect(await apply(one)).toMatchObject({ status: 0, stderr: '' });
    expect(await content('index.html')).toBe('one');
    expect(await one.kit('drift')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing has changed'),
    });
  });

  test('has the distribution forget that the template says it made', async () => {
    const cloudfront = await CloudFrontStandIn.open(bench.machine.client().credentials);
    for (const text of ['one', 'two']) {
      const one = commit({ 'index.html': text });
      one.env.AWS_ENDPOINT_URL_CLOUDFRONT = cloudfront.endpoint;
      await build(one);
      expect(await apply(one)).toMatchObject({ status: 0, stderr: '' });
    }
    expect(cloudfront.requests).toMatchObject([
      { distribution: 'E1MADE', paths: ['/index.html', '/'] },
    ]);
    await cloudfront.close();
  });

  test('keeps its files as they were where the stack fails', async () => {
    const first = commit({ 'index.html': 'one' });
    await build(first);
    await apply(first);
    // CloudFormation does not see beforehand that the name of a log group is taken.
    const logs = new CloudWatchLogsClient(bench.machine.client());
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'taken' }));
    const taken =
      '  Taken: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: taken } }\nOutputs';
    const second = commit({ 'index.html': 'two' }, template.replace('Outputs', taken));
    await build(second);
    const { status, stderr } = await apply(second);
    expect(status).toBe(1);
    expect(stderr).toContain('Stack orders ended as UPDATE_ROLLBACK_COMPLETE');
    expect(await content('index.html')).toBe('one');
  });

  test('needs to say which folder is served', async () => {
    const one = commitOf({ 'index.html': '' }, { template: 'site.yml' });
    one.write('site.yml', template);
    expect((await build(one)).stderr).toContain('kit.site has to say which folder is served');
  });

  test('needs everything that is to be bundled', async () => {
    const one = commitOf({ 'index.html': '' }, settings);
    expect((await build(one)).stderr).toBe('gitenv: The build left no site.yml to be bundled.\n');
  });
});

describe('what CloudFront keeps', () => {
  let cloudfront: CloudFrontStandIn;
  beforeEach(async () => {
    cloudfront = await CloudFrontStandIn.open(bench.machine.client().credentials);
  });
  afterEach(() => cloudfront.close());

  const settings = { distribution: { dev: 'E1DEV', prd: 'E1PRD' } };
  const first = { 'index.html': '1', 'b c.html': 'b1', 'gone/index.html': 'g', [old]: 'old' };

  function commit(files: Record<string, string>): Workbench {
    const one = commitOf(files, settings);
    one.env.AWS_ENDPOINT_URL_CLOUDFRONT = cloudfront.endpoint;
    return one;
  }

  async function deploy(one: Workbench): Promise<Ended> {
    await plan(one);
    return apply(one);
  }

  test('is forgotten where it has changed or gone under its name, and nowhere else', async () => {
    expect(await deploy(commit(first))).toMatchObject({ status: 0 });
    expect(cloudfront.requests).toEqual([]);
    const { stdout } = await deploy(commit({ 'index.html': '2', 'b c.html': 'b2', [mid]: 'mid' }));
    expect(cloudfront.requests).toEqual([
      {
        distribution: 'E1DEV',
        paths: ['/b%20c.html', '/index.html', '/', '/gone/index.html', '/gone/', '/gone'],
        reference: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(stdout).toContain('Invalidation I1 of E1DEV: /b%20c.html /index.html /');
  });

  test('is forgotten by the second attempt where CloudFront refused the first', async () => {
    await deploy(commit(first));
    const second = commit({ ...first, 'index.html': '2' });
    cloudfront.refusals = 1;
    expect(await deploy(second)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('TooManyInvalidationsInProgress'),
    });
    expect(await apply(second)).toMatchObject({ status: 0 });
    expect(cloudfront.requests.map(({ paths }) => paths)).toEqual([['/index.html', '/']]);
  });

  test('is forgotten altogether where too much has changed to name it', () => {
    const keys = Array.from({ length: 101 }, (_, at) => `${at}.html`);
    expect(pathsOf(keys.slice(1))).toHaveLength(100);
    expect(pathsOf(keys)).toEqual(['/*']);
  });
});
