import { queryProtocol } from '../../../lib/local/protocol/query';
import type { Context, HttpRequest, Service } from '../../../lib/local/service';

const shaped = queryProtocol({
  namespace: 'http://test/',
  booleans: ['On'],
  numbers: ['Size'],
  lists: ['Items', 'Words'],
  structures: ['Inner'],
});

/** What an operation is given for a form. */
async function decoded(form: string, protocol = shaped): Promise<unknown> {
  let seen: unknown;
  const service: Service = {
    name: 'test',
    protocol,
    operations: {
      See: (input: unknown) => {
        seen = input;
      },
    },
  };
  const request = {
    content: Buffer.from(`Action=See&Version=1&${form}`),
    query: new URLSearchParams(),
  } as unknown as HttpRequest;
  await protocol.handle(request, service, { newId: () => '1' } as Context);
  return seen;
}

describe('a query', () => {
  test.each([
    ['Name=a%26b&On=true&Size=3', { Name: 'a&b', On: true, Size: 3 }],
    ['Words.member.2=b&Words.member.1=a&Words.member.10=c', { Words: ['a', 'b', 'c'] }],
    ['Items.member.1.Key=k&Items.member.1.On=false', { Items: [{ Key: 'k', On: false }] }],
    ['Items=', { Items: [] }],
    ['Items.member=', { Items: [] }],
    ['Inner.Size=1&Inner.Items.member.1=x', { Inner: { Size: 1, Items: ['x'] } }],
    ['constructor=1', { constructor: '1' }],
  ])('%s is read', async (form, expected) => {
    expect(await decoded(form)).toEqual(expected);
  });

  test.each([
    'Items=text',
    'Items.1=text',
    'Name.member.1=a',
    'Name.x=a',
    'On=maybe',
    'Size=many',
    'Size=',
    'constructor.prototype.polluted=1',
    '__proto__.polluted=1',
  ])('%s is refused', async (form) => {
    await expect(decoded(form)).rejects.toMatchObject({ name: 'ServiceError', status: 400 });
    expect('polluted' in {}).toBe(false);
  });

  test('cannot reach what all objects share, also without shapes', async () => {
    await decoded('constructor.prototype.polluted=1', queryProtocol({ namespace: 'http://test/' }));
    expect('polluted' in {}).toBe(false);
  });
});
