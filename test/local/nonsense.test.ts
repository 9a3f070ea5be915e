import http from 'node:http';
import type { Service } from '../../lib/local/base/service';
import {
  type ShapeMember,
  type ShapeTable,
  type ShapeType,
  shapesOf,
  typeOf,
} from '../../lib/local/protocol/shapes';
import { services } from '../../lib/local/services';
import { startMachine, type TestMachine, testRegion } from './machine';

interface Request {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The package has no types. */
const aws4 = require('aws4') as {
  sign(
    request: Request & { readonly host: string; readonly region: string },
    credentials: { accessKeyId: string; secretAccessKey: string },
  ): http.RequestOptions;
};

let machine: TestMachine;
const bugs: unknown[] = [];
beforeAll(async () => {
  machine = await startMachine({ onBug: (error) => bugs.push(error) });
});
afterAll(() => machine.destroy());

interface Reply {
  readonly status: number;
  readonly body: string;
}

function send(request: Request): Promise<Reply> {
  const { host, port } = new URL(machine.endpoint);
  const { credentials } = machine.client();
  const headers = { host, ...request.headers };
  const signed = aws4.sign({ ...request, host, headers, region: testRegion }, credentials);
  return new Promise((resolve, reject) => {
    const options = { ...signed, hostname: '127.0.0.1', host: undefined, port };
    const outgoing = http.request(options, (reply) => {
      let body = '';
      reply.on('data', (chunk) => {
        body += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    });
    outgoing.on('error', reject).end(request.body);
  });
}

const target: Readonly<Record<string, string>> = {
  codebuild: 'CodeBuild_20161006',
  codecommit: 'CodeCommit_20150413',
  codepipeline: 'CodePipeline_20150709',
  ecr: 'AmazonEC2ContainerRegistry_V20150921',
  events: 'AWSEvents',
  kms: 'TrentService',
  logs: 'Logs_20140328',
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
};

const json = (service: string, operation: string, body: unknown): Request => ({
  service,
  method: 'POST',
  path: '/',
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `${target[service]}.${operation}`,
  },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A value of the right shape that means nothing, or of the wrong one. */
function sample(type: ShapeType, table: ShapeTable, wrong: boolean, depth = 0): unknown {
  if (typeof type === 'object') {
    if (wrong && depth > 0) return 7;
    const inner = (member: ShapeMember) => sample(typeOf(member), table, wrong, depth + 1);
    return 'list' in type ? [inner(type.list)] : { 'a/../b': inner(type.map) };
  }
  if (type.startsWith('#')) {
    if (depth > 4) return {};
    const members = Object.entries(table.shapes[type.slice(1)]?.members ?? {});
    return Object.fromEntries(
      members.map(([name, member]) => [name, sample(typeOf(member), table, wrong, depth + 1)]),
    );
  }
  const right = { number: -1, boolean: true, blob: 'AAAA', timestamp: 1e9 };
  const value = type === 'string' ? '../%00\u{1f600}"<&' : right[type as 'number'];
  return wrong ? { wrong: value } : value;
}

const jsonOperations = services
  .filter(({ name }) => name in target)
  .flatMap(({ name, operations }) => Object.keys(operations).map((op) => [name, op] as const));

test('requests of this test are signed well enough to be understood', async () => {
  expect((await send(json('codepipeline', 'ListPipelines', {}))).status).toBe(200);
  expect((await send({ service: 's3', method: 'GET', path: '/' })).status).toBe(200);
});

function expectRefusal({ status, body }: Reply): void {
  expect(bugs).toEqual([]);
  expect([status, body]).toEqual([expect.any(Number), expect.any(String)]);
  expect(status === 501 || (status >= 200 && status < 500)).toBe(true);
  if (status !== 200) expect(JSON.parse(body)).toMatchObject({ __type: expect.any(String) });
}

test('every service whose requests are decoded has its shapes', () => {
  const decoded = services.filter(({ operations }: Service) => Object.keys(operations).length > 0);
  const unknown = decoded.filter(({ name }) => shapesOf(name) === undefined);
  expect(unknown.map(({ name }) => name)).toEqual([]);
});

describe.each(jsonOperations)('%s:%s', (service, operation) => {
  const table = shapesOf(service) as ShapeTable;
  const shape = `#${table.operations[operation]?.input}`;

  test('survives what has the right shape and makes no sense', async () => {
    expectRefusal(await send(json(service, operation, {})));
    expectRefusal(await send(json(service, operation, sample(shape, table, false))));
  });

  test('refuses wrong types', async () => {
    for (const body of [sample(shape, table, true), [], '"x"', '{', 'null', '\u0000'])
      expectRefusal(await send(json(service, operation, body)));
  });
});

const restOperations = Object.keys(
  services.find(({ name }) => name === 'scheduler')?.operations ?? {},
);

describe.each(restOperations)('scheduler:%s', (operation) => {
  const table = shapesOf('scheduler') as ShapeTable;
  const { input, http: [method, uri] = ['', ''] } = table.operations[operation] ?? {};
  const rest = (label: string, body: unknown, query = '') =>
    send({
      service: 'scheduler',
      method,
      path: uri.replace(/\{\w+\}/, label) + query,
      body: method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });

  test('survives what makes no sense', async () => {
    const bodies = [false, true].map((wrong) => sample(`#${input}`, table, wrong));
    for (const body of [...bodies, {}, [], '{', 'null'])
      for (const label of ['a', '..%2F%00', '%F0%9F%98%80', '%zz', 'arn%3Aaws%3Aa%2Fb'])
        for (const query of ['', '?MaxResults=x&NextToken=%00&clientToken=&TagKeys=']) {
          const { status, body: answer } = await rest(label, body, query);
          expect(bugs).toEqual([]);
          expect(status === 501 || (status >= 200 && status < 500)).toBe(true);
          if (status !== 200)
            expect(JSON.parse(answer)).toMatchObject({ Message: expect.any(String) });
        }
  });
});

const queryOperations = services
  .filter(({ name }) => ['cloudformation', 'iam', 'sts'].includes(name))
  .flatMap(({ name, operations }) => Object.keys(operations).map((op) => [name, op] as const));

function form(value: unknown, prefix = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, i) => form(item, `${prefix}.member.${i + 1}`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) =>
      form(inner, prefix === '' ? key : `${prefix}.${key}`),
    );
  return [`${prefix}=${encodeURIComponent(String(value))}`];
}

describe.each(queryOperations)('%s:%s', (service, operation) => {
  const table = shapesOf(service) as ShapeTable;
  const shape = `#${table.operations[operation]?.input}`;
  const query = (fields: string[]): Request => ({
    service,
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: [`Action=${operation}`, ...fields].join('&'),
  });

  test('survives what makes no sense', async () => {
    const bodies = [
      [],
      form(sample(shape, table, false)),
      form(sample(shape, table, true)),
      ['__proto__.x=1', 'constructor.prototype.y=1', '%ZZ=%', '='],
    ];
    for (const body of bodies) {
      const reply = await send(query(body));
      expect(bugs).toEqual([]);
      expect(reply.status === 501 || reply.status < 500).toBe(true);
      if (reply.status !== 200) expect(reply.body).toMatch(/<Code>\w+<\/Code>/);
    }
  });
});

describe('s3', () => {
  const s3 = (method: string, path: string, more: Partial<Request> = {}) =>
    send({ service: 's3', method, path, ...more });
  const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
  const queries = Object.values((shapesOf('s3') as ShapeTable).operations)
    .map(({ http: [, uri] = ['', ''] }) => uri.split('?')[1] ?? '')
    .filter((query, i, all) => all.indexOf(query) === i);

  test.each(queries)('survives ?%s in every way', async (query) => {
    for (const method of methods)
      for (const path of ['/', '/no-bucket', '/no-bucket/key/../..', '/no-bucket/%00']) {
        const body = method === 'PUT' || method === 'POST' ? '<a><b>' : undefined;
        const reply = await s3(method, `${path}?${query}`, body === undefined ? {} : { body });
        expect(bugs).toEqual([]);
        expect(reply.status === 501 || reply.status < 500).toBe(true);
        if (reply.status >= 400 && method !== 'HEAD')
          expect(reply.body).toMatch(/<Code>\w+<\/Code>/);
      }
  });
});
