import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  GetInvalidationCommand,
  ListDistributionsCommand,
  ListInvalidationsCommand,
} from '@aws-sdk/client-cloudfront';
import { DeleteBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startMachine, type TestMachine, testAccount } from '../machine';

const template = fs.readFileSync(path.join(__dirname, '../../../examples/site/site.yml'), 'utf8');
const Bucket = 'pages-of-the-test';
const StackName = 'site';
const Parameters = [{ ParameterKey: 'GitenvSiteBucket', ParameterValue: Bucket }];

let machine: TestMachine;
let cfn: CloudFormationClient;
let cloudfront: CloudFrontClient;
let id: string;
let domain: string;
beforeAll(async () => {
  machine = await startMachine();
  cfn = new CloudFormationClient(machine.client());
  cloudfront = new CloudFrontClient(machine.client());
  const stack = await deploy(template);
  expect(stack?.StackStatusReason).toBeUndefined();
  expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
  id = output(stack, 'Distribution');
  domain = output(stack, 'Address');
  for (const [Key, Body] of [
    ['index.html', '<h1>boats</h1>'],
    ['a b.html', 'a space'],
    ['assets/app.js', 'let x = 1;'],
  ] as const)
    await put(Key, Body);
});
afterAll(() => machine.destroy());

type Stack = Awaited<ReturnType<typeof settled>>;

async function settled() {
  await machine.idle();
  const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0];
}

async function deploy(TemplateBody: string) {
  await cfn.send(new CreateStackCommand({ StackName, TemplateBody, Parameters }));
  return settled();
}

async function change(TemplateBody: string) {
  await cfn.send(new UpdateStackCommand({ StackName, TemplateBody, Parameters }));
  return settled();
}

function output(stack: Stack, key: string): string {
  return stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
}

function put(Key: string, Body: string) {
  const ContentType = Key.endsWith('.html') ? 'text/html' : 'text/javascript';
  const input = { Bucket, Key, Body, ContentType, CacheControl: 'no-cache' };
  return new S3Client(machine.client()).send(new PutObjectCommand(input));
}

interface Page {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** As a browser asks, which resolves every name below `localhost` to this machine. */
function browse(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Page> {
  const host = `${domain.replace(/\.net$/, '.localhost')}:${machine.port}`;
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: machine.port, path: url, method };
    http
      .request({ ...options, headers: { host, ...headers } }, async (response) => {
        let body = '';
        for await (const chunk of response.setEncoding('utf8')) body += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body });
      })
      .on('error', reject)
      .end();
  });
}

test('CloudFront says of a distribution what the stack made of it', async () => {
  expect(id).toMatch(/^E[A-Z0-9]{13}$/);
  expect(domain).toMatch(/^d[a-z0-9]{13}\.cloudfront\.net$/);
  const found = await cloudfront.send(new GetDistributionCommand({ Id: id }));
  expect(found.Distribution).toMatchObject({
    ARN: `arn:aws:cloudfront::${testAccount}:distribution/${id}`,
    Status: 'Deployed',
    DomainName: domain,
    DistributionConfig: { DefaultRootObject: 'index.html', Enabled: true },
  });
  const { DistributionConfig, ETag } = await cloudfront.send(
    new GetDistributionConfigCommand({ Id: id }),
  );
  expect(ETag).toBe(found.ETag);
  expect(DistributionConfig?.Origins?.Items).toMatchObject([{ Id: 'bucket' }]);
  const other = new CloudFrontClient(machine.client('222222222222'));
  await expect(other.send(new GetDistributionCommand({ Id: id }))).rejects.toMatchObject({
    name: 'NoSuchDistribution',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(cloudfront.send(new ListDistributionsCommand({}))).rejects.toMatchObject({
    name: 'NotImplementedException',
  });
});

describe('a browser', () => {
  test('is shown the page, and what belongs to it', async () => {
    expect(await browse('/')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html', 'cache-control': 'no-cache' },
      body: '<h1>boats</h1>',
    });
    expect(await browse('/a%20b.html')).toMatchObject({ status: 200, body: 'a space' });
    // Scripts of type "module" are asked for with an origin.
    const origin = `http://${domain}`;
    expect(await browse('/assets/app.js?v=1', { origin })).toMatchObject({ body: 'let x = 1;' });
  });

  test('is answered parts, heads and what it has already', async () => {
    const whole = await browse('/index.html');
    const part = await browse('/index.html', { range: 'bytes=4-8' });
    expect(part).toMatchObject({ status: 206, body: 'boats' });
    const head = await browse('/index.html', {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '14' }, body: '' });
    const again = await browse('/index.html', { 'if-none-match': String(whole.headers.etag) });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  test('learns nothing of what is not there, changes nothing, and gets nowhere else', async () => {
    expect(await browse('/absent.html')).toMatchObject({
      status: 403,
      body: expect.stringContaining('<Code>AccessDenied</Code>'),
    });
    expect(await browse('/index.html', {}, 'PUT')).toMatchObject({ status: 403 });
    expect(await browse('/%')).toMatchObject({ status: 403 });
    const host = `dnobody.cloudfront.localhost:${machine.port}`;
    expect(await browse('/', { host })).toMatchObject({
      status: 403,
      body: expect.stringContaining('There is no distribution'),
    });
    const page = await browse('/', { host: `127.0.0.1:${machine.port}`, origin: 'http://x' });
    expect(page).toMatchObject({ status: 403, body: expect.stringContaining('AccessDenied') });
  });

  test('is shown the page that stands for an error, and what a behaviour leads to', async () => {
    const pages = template.replace(
      '        Origins:\n',
      `        CustomErrorResponses:
          - { ErrorCode: 403, ResponseCode: 404, ResponsePagePath: /a%20b.html }
        CacheBehaviors:
          - PathPattern: deep/*.js
            TargetOriginId: folder
            ViewerProtocolPolicy: allow-all
            CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
        Origins:
          - Id: folder
            DomainName: !GetAtt Bucket.RegionalDomainName
            OriginPath: /assets
            OriginAccessControlId: !Ref Access
            S3OriginConfig: {}
`,
    );
    expect(await change(pages)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    await put('assets/deep/er.js', 'deeper');
    expect(await browse('/absent.html')).toMatchObject({ status: 404, body: 'a space' });
    expect(await browse('/deep/er.js')).toMatchObject({ status: 200, body: 'deeper' });
    expect(await change(template)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
    expect(await browse('/deep/er.js')).toMatchObject({ status: 403 });
  });
});

test('what changed is forgotten once, however often that is asked for', async () => {
  const ask = (Items: string[]) =>
    cloudfront.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference: 'one', Paths: { Quantity: 1, Items } },
      }),
    );
  const first = await ask(['/index.html']);
  expect(first.Location).toContain(`/distribution/${id}/invalidation/`);
  expect(first.Invalidation).toMatchObject({ Status: 'InProgress' });
  const Id = first.Invalidation?.Id;
  expect((await ask(['/index.html'])).Invalidation?.Id).toBe(Id);
  await expect(ask(['/other.html'])).rejects.toMatchObject({
    name: 'InvalidationBatchAlreadyExists',
  });
  await expect(ask(['/a', '/b'])).rejects.toMatchObject({ name: 'InconsistentQuantities' });
  await expect(ask(['index.html'])).rejects.toMatchObject({ name: 'InvalidArgument' });
  const got = await cloudfront.send(new GetInvalidationCommand({ DistributionId: id, Id }));
  expect(got.Invalidation).toMatchObject({
    Status: 'Completed',
    InvalidationBatch: { Paths: { Quantity: 1, Items: ['/index.html'] } },
  });
  const list = await cloudfront.send(new ListInvalidationsCommand({ DistributionId: id }));
  expect(list.InvalidationList?.Items).toMatchObject([{ Id }]);
  const absent = new GetInvalidationCommand({ DistributionId: id, Id: 'I0' });
  await expect(cloudfront.send(absent)).rejects.toMatchObject({ name: 'NoSuchInvalidation' });
});

test.each([
  ['DomainName: !GetAtt Bucket.RegionalDomainName', 'DomainName: example.com', 'an origin at exam'],
  ['OriginAccessControlId: !Ref Access', '', 'an origin without OriginAccessControlId'],
  ['HttpVersion: http2and3', 'DefaultTTL: 1', 'DefaultTTL of a DistributionConfig'],
  ['Compress: true', 'AllowedMethods: [GET, PUT]', 'AllowedMethods with PUT'],
  ['TargetOriginId: bucket', 'TargetOriginId: none', 'origin server does not exist'],
  ['SigningBehavior: always', 'SigningBehavior: never', 'SigningBehavior never'],
])('a stack with another %s fails, and says why', async (given, other, why) => {
  const TemplateBody = template.replace(given, other);
  const broken = new CloudFormationClient(machine.client('333333333333'));
  const { StackId } = await broken.send(
    new CreateStackCommand({
      StackName: `broken-${crypto.randomUUID()}`,
      TemplateBody,
      Parameters: [{ ParameterKey: 'GitenvSiteBucket', ParameterValue: crypto.randomUUID() }],
      OnFailure: 'DELETE',
    }),
  );
  await machine.idle();
  const { Stacks } = await broken.send(new DescribeStacksCommand({ StackName: StackId }));
  expect(Stacks?.[0]?.StackStatus).toBe('DELETE_COMPLETE');
  const { StackEvents = [] } = await broken.send(
    new DescribeStackEventsCommand({ StackName: StackId }),
  );
  const reasons = StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n');
  expect(reasons).toContain(why);
});

test('the bucket’s policy lets in the distribution that it names, and nobody without it', async () => {
  const other = template.replace('distribution/${Distribution}', 'distribution/E0OTHER');
  expect(await change(other)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  expect(await browse('/')).toMatchObject({ status: 403 });
  expect(await change(template)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  expect(await browse('/')).toMatchObject({ status: 200 });
  await new S3Client(machine.client()).send(new DeleteBucketPolicyCommand({ Bucket }));
  expect(await browse('/')).toMatchObject({ status: 403 });
});

test('with the stack the address goes, and the pages stay in the bucket', async () => {
  await cfn.send(new DeleteStackCommand({ StackName }));
  await machine.idle();
  expect(await browse('/')).toMatchObject({
    status: 403,
    body: expect.stringContaining('There is no distribution'),
  });
});
