import {
  AddTagsToResourceCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';

let machine: TestMachine;
let ssm: SSMClient;
beforeAll(async () => {
  machine = await startMachine();
  ssm = new SSMClient(machine.client());
});
afterAll(() => machine.destroy());

const put = (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));

const read = async (Name: string) =>
  (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;

describe('a parameter', () => {
  test('is read by name, by ARN, by version and by label', async () => {
    await put('/app/url', 'one');
    expect(await put('/app/url', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    await ssm.send(
      new LabelParameterVersionCommand({ Name: '/app/url', ParameterVersion: 1, Labels: ['old'] }),
    );
    const arn = `arn:aws:ssm:${testRegion}:${testAccount}:parameter/app/url`;
    expect(await read('/app/url')).toBe('two');
    expect(await read(arn)).toBe('two');
    expect(await read('/app/url:1')).toBe('one');
    expect(await read('/app/url:old')).toBe('one');
    await expect(read('/app/url:7')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/app/url' }));
    expect(Parameters?.map(({ Value, Labels }) => [Value, Labels])).toEqual([
      ['one', ['old']],
      ['two', []],
    ]);
  });

  test('is overwritten only when asked to', async () => {
    await put('single', 'one');
    await expect(put('single', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await read('single')).toBe('one');
  });

  test('is missing until it is put', async () => {
    await expect(read('nowhere')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await put('here', 'x');
    const input = { Names: ['here', 'nowhere'] };
    const found = await ssm.send(new GetParametersCommand(input));
    expect(found.Parameters?.map(({ Name }) => Name)).toEqual(['here']);
    expect(found.InvalidParameters).toEqual(['nowhere']);
    expect(await ssm.send(new DeleteParametersCommand(input))).toMatchObject({
      DeletedParameters: ['here'],
      InvalidParameters: ['nowhere'],
    });
  });

  test('matches its pattern', async () => {
    await expect(put('digits', 'a', { AllowedPattern: '\\d+' })).rejects.toMatchObject({
      name: 'ParameterPatternMismatchException',
    });
  });

  test.each(['aws-x', '/ssm/x', 'no/slash', 'sp ace'])('is not called %p', async (name) => {
    await expect(put(name, 'x')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('keeps tags', async () => {
    await put('tagged', 'x', { Tags: [{ Key: 'a', Value: '1' }] });
    const resource = { ResourceType: 'Parameter', ResourceId: 'tagged' } as const;
    const Tags = [{ Key: 'b', Value: '2' }];
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags }));
    const { TagList } = await ssm.send(new ListTagsForResourceCommand(resource));
    expect(TagList).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
  });
});

describe('a hierarchy', () => {
  beforeAll(async () => {
    for (let i = 0; i < 12; i++) await put(`/tree/leaf${String(i).padStart(2, '0')}`, String(i));
    await put('/tree/branch/deep', 'deep', { Type: 'StringList' });
  });

  async function namesBelow(Path: string, Recursive: boolean) {
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path, Recursive, NextToken }));
      names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken);
    return names;
  }

  test('is read level by level or whole', async () => {
    expect(await namesBelow('/tree', false)).toHaveLength(12);
    expect(await namesBelow('/tree/', true)).toHaveLength(13);
    expect(await namesBelow('/tree/branch', false)).toEqual(['/tree/branch/deep']);
  });

  test('is filtered', async () => {
    const names = async (ParameterFilters: object[]) => {
      const input = { ParameterFilters: ParameterFilters as { Key: string; Values: string[] }[] };
      const { Parameters } = await ssm.send(new DescribeParametersCommand(input));
      return Parameters?.map(({ Name }) => Name);
    };
    expect(
      await names([
        { Key: 'Path', Option: 'Recursive', Values: ['/tree'] },
        { Key: 'Type', Values: ['StringList'] },
      ]),
    ).toEqual(['/tree/branch/deep']);
    expect(await names([{ Key: 'Name', Option: 'Contains', Values: ['leaf07'] }])).toEqual([
      '/tree/leaf07',
    ]);
  });
});
