import { complaintsAbout, complaintsAboutError, type RawReply } from './complaints';
import { operationsOf } from './sdk-schemas';

const operation = (service: string, name: string) => {
  const found = operationsOf(service).get(name);
  if (!found) throw new Error(`${service} has no ${name}`);
  return found;
};
const reply = (body: string, status = 200): RawReply => ({ status, headers: {}, body });

describe('the referee', () => {
  const json = (body: object) =>
    complaintsAbout(
      operation('codepipeline', 'ListPipelines'),
      'json',
      reply(JSON.stringify(body)),
    );

  test('has nothing against a reply that AWS could have sent', () => {
    expect(json({ pipelines: [{ name: 'a', version: 1, created: 1.5e9 }] })).toEqual([]);
  });

  test.each<[object, string]>([
    [{ pipelines: [{ colour: 'red' }] }, 'ListPipelines.pipelines[0].colour is unknown'],
    [
      { pipelines: [{ name: 1 }] },
      'ListPipelines.pipelines[0].name is a number instead of a string',
    ],
    [{ pipelines: {} }, 'ListPipelines.pipelines is no list'],
    [{ pipelines: null }, 'ListPipelines.pipelines is null'],
    [
      { pipelines: [{ created: '2026-01-01' }] },
      'ListPipelines.pipelines[0].created is a string instead of a timestamp',
    ],
    [{ pipelines: [{ created: 1.5e12 }] }, 'ListPipelines.pipelines[0].created is not in seconds'],
  ])('finds in %j: %s', (body, complaint) => {
    expect(json(body)).toEqual([complaint]);
  });

  test('misses what is required', () => {
    const get = operation('codepipeline', 'GetPipeline');
    const body = JSON.stringify({ pipeline: { name: 'x', roleArn: 'y' } });
    expect(complaintsAbout(get, 'json', reply(body))).toEqual([
      'GetPipeline.pipeline.stages is missing',
    ]);
  });

  test('reads the XML of AWS Query', () => {
    const list = operation('iam', 'GetRole');
    const wrap = (role: string) =>
      `<GetRoleResponse><GetRoleResult><Role>${role}</Role></GetRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetRoleResponse>`;
    const right = '<Path>/</Path><RoleName>r</RoleName><RoleId>i</RoleId><Arn>a</Arn>';
    const created = '<CreateDate>2026-01-01T00:00:00Z</CreateDate>';
    expect(complaintsAbout(list, 'query', reply(wrap(right + created)))).toEqual([]);
    expect(complaintsAbout(list, 'query', reply(wrap(right)))).toEqual([
      'GetRole.Role.CreateDate is missing',
    ]);
    const wrong = `${right}<CreateDate>1</CreateDate><Odd>1</Odd><Tags><Tag/></Tags>`;
    expect(complaintsAbout(list, 'query', reply(wrap(wrong)))).toEqual([
      "GetRole.Role.CreateDate is '1', which is no timestamp",
      'GetRole.Role.Odd is unknown',
      'GetRole.Role.Tags holds Tag instead of member',
    ]);
  });

  test('knows the documented errors and their statuses', () => {
    const error = (name: string, status: number) =>
      complaintsAboutError('iam', 'query', reply(`<Error><Code>${name}</Code></Error>`, status));
    expect(error('NoSuchEntity', 404)).toEqual([]);
    expect(error('NoSuchEntity', 400)).toEqual(['NoSuchEntity has the status 400 instead of 404']);
    expect(error('Whatever', 400)).toEqual(['Whatever is no error of iam']);
  });
});
