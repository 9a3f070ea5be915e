import type { HttpRequest } from '../../../lib/local/base/http';
import { restJsonProtocol } from '../../../lib/local/protocol/rest-json/rest-json';
import { routeOf } from '../../../lib/local/protocol/rest-json/route';
import type { ShapeTable } from '../../../lib/local/protocol/shapes';
import { operationAt } from '../../contract/referee';
import { startMachine, type TestMachine } from '../machine';
import { type Reply, send, sendSigned } from '../signed';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine.destroy());

const ask = (method: string, path: string, body = '') =>
  sendSigned(machine, { service: 'scheduler', method, path, body });
const told = ({ status, headers, body }: Reply) => ({
  status,
  type: headers['x-amzn-errortype'],
  body: JSON.parse(body.toString()),
});

test('a reply is JSON, with times as seconds since 1970', async () => {
  const reply = await ask('GET', '/schedule-groups/default');
  expect(reply.headers['content-type']).toBe('application/json');
  expect(told(reply)).toMatchObject({
    status: 200,
    body: { Name: 'default', CreationDate: expect.any(Number) },
  });
});

test('members travel in the path, in the query and in the body', async () => {
  expect((await ask('POST', '/schedule-groups/a.b', '{"Name":"not this"}')).status).toBe(200);
  const Tags = [
    { Key: 'one', Value: '1' },
    { Key: 'two', Value: '2' },
  ];
  const arn = encodeURIComponent('arn:aws:scheduler:eu-west-1:111111111111:schedule-group/a.b');
  await ask('POST', `/tags/${arn}`, JSON.stringify({ Tags }));
  expect((await ask('DELETE', `/tags/${arn}?TagKeys=one`)).status).toBe(200);
  expect(told(await ask('GET', `/tags/${arn}`)).body).toEqual({ Tags: [Tags[1]] });
  const page = await ask('GET', '/schedule-groups?MaxResults=1&NamePrefix=a.');
  expect(told(page).body).toMatchObject({ ScheduleGroups: [{ Name: 'a.b' }] });
});

test('an error has its name in a header and its message in the body', async () => {
  expect(told(await ask('GET', '/schedules/none'))).toEqual({
    status: 404,
    type: 'ResourceNotFoundException',
    body: { Message: 'Schedule none does not exist.' },
  });
});

test.each([
  ['POST', '/schedules/a', '{', 'SerializationException', 400],
  ['POST', '/schedules/a', '[]', 'SerializationException', 400],
  ['POST', '/schedules/a', '{"Target":1}', 'SerializationException', 400],
  ['POST', '/schedules/a', '{}', 'ValidationException', 400],
  ['GET', '/schedules?MaxResults=many', '', 'SerializationException', 400],
  ['GET', '/schedules/%zz', '', 'SerializationException', 400],
  ['PATCH', '/schedules/a', '', 'NotImplementedException', 501],
  ['GET', '/elsewhere', '', 'NotImplementedException', 501],
])('%s %s with %j is refused', async (method, path, body, type, status) => {
  expect(told(await ask(method, path, body))).toMatchObject({ type, status });
});

test('a wrong signature is refused with 403', async () => {
  const scope = 'AKIANOBODY/20261130/eu-west-1/scheduler/aws4_request';
  const signature = `SignedHeaders=host, Signature=${'0'.repeat(64)}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, ${signature}`;
  const reply = await send(machine, 'GET', '/schedules', { authorization });
  expect(told(reply)).toMatchObject({ status: 403, type: 'UnrecognizedClientException' });
  expect(restJsonProtocol.unauthorized('mismatch')).toMatchObject({ status: 403 });
});

test('a label that is greedy takes several segments', () => {
  const table: ShapeTable = {
    operations: {
      One: { http: ['GET', '/a/{Name}', 200] },
      Many: { http: ['GET', '/a/{Name}/b/{Key+}', 200] },
    },
    shapes: {},
  };
  const route = (path: string) => routeOf({ method: 'GET', path } as HttpRequest, table);
  expect(route('/a/x%2Fy')).toEqual({ operation: 'One', labels: { Name: 'x/y' } });
  expect(route('/a/x/b/c/d')).toEqual({ operation: 'Many', labels: { Name: 'x', Key: 'c/d' } });
  expect(route('/a/x/c')).toBeUndefined();
});

test('the referee finds the operation by method and path', () => {
  expect(operationAt('scheduler', 'PUT', '/schedules/a')).toBe('UpdateSchedule');
  expect(operationAt('scheduler', 'GET', '/schedules/a/b')).toBeUndefined();
});
