import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import type { TestMachine } from '../../machine';
import {
  clientOf,
  create,
  describe as describeStack,
  events,
  item,
  shelved,
  startShelves,
  template,
  update,
} from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startShelves();
});
afterAll(() => machine.destroy());

async function propose(
  StackName: string,
  TemplateBody: string | undefined,
  options: Partial<CreateChangeSetCommandInput> = {},
  IncludePropertyValues = false,
): Promise<DescribeChangeSetCommandOutput> {
  const client = clientOf(machine);
  const ChangeSetName = options.ChangeSetName ?? 'changes';
  const { Id } = await client.send(
    new CreateChangeSetCommand({ StackName, TemplateBody, ...options, ChangeSetName }),
  );
  await machine.idle();
  return client.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues }));
}

async function execute(StackName: string, options: object = {}): Promise<string | undefined> {
  await clientOf(machine).send(
    new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'changes', ...options }),
  );
  await machine.idle();
  return (await describeStack(machine, StackName)).StackStatus;
}

const body = (properties: object) => template({ One: item(properties) });

describe('a change set', () => {
  test('for a new stack leaves it under review until it is executed', async () => {
    const proposed = await propose('reviewed', body({ Name: 'reviewed' }), {
      ChangeSetType: 'CREATE',
    });
    expect(proposed).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
    expect(proposed.Changes).toMatchObject([
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          LogicalResourceId: 'One',
          ResourceType: 'Test::Shelf::Item',
        },
      },
    ]);
    expect((await describeStack(machine, 'reviewed')).StackStatus).toBe('REVIEW_IN_PROGRESS');
    expect(Object.keys(await shelved(machine))).not.toContain('reviewed');
    expect(await execute('reviewed', { ClientRequestToken: 'mine' })).toBe('CREATE_COMPLETE');
    const tokens = (await events(machine, 'reviewed')).map((event) => event.ClientRequestToken);
    expect(new Set(tokens)).toEqual(new Set(['mine']));
  });

  test('without changes fails in the words clients know', async () => {
    await create(machine, 'still', body({ Value: '1' }));
    expect(await propose('still', body({ Value: '1' }))).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    await expect(execute('still')).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
    });
  });

  test('tells what will be modified, replaced and removed, and why', async () => {
    const Parameters = { Size: { Type: 'Number', Default: 1 } };
    await create(
      machine,
      'judged',
      template(
        {
          Old: item({ Name: 'judged-old' }),
          Sized: item({ Size: { Ref: 'Size' } }),
          User: item({ Name: 'judged-user', Value: { Ref: 'Sized' } }),
        },
        { Parameters },
      ),
    );
    const { Changes } = await propose(
      'judged',
      template(
        {
          Sized: item({ Size: { Ref: 'Size' } }),
          User: item({ Name: 'judged-user', Value: { Ref: 'Sized' }, List: ['x'] }),
        },
        { Parameters },
      ),
      { Parameters: [{ ParameterKey: 'Size', ParameterValue: '2' }] },
      true,
    );
    const changes = (Changes ?? []).map(({ ResourceChange }) => ResourceChange);
    expect(changes.map((c) => [c?.LogicalResourceId, c?.Action, c?.Replacement])).toEqual([
      ['Old', 'Remove', undefined],
      ['Sized', 'Modify', 'True'],
      ['User', 'Modify', 'False'],
    ]);
    expect(changes[1]?.Details).toMatchObject([
      {
        Target: {
          Attribute: 'Properties',
          Name: 'Size',
          RequiresRecreation: 'Always',
          BeforeValue: '1',
          AfterValue: '2',
        },
        Evaluation: 'Static',
        ChangeSource: 'ParameterReference',
        CausingEntity: 'Size',
      },
    ]);
    expect(changes[2]?.Details).toMatchObject([
      {
        Target: { Name: 'Value' },
        Evaluation: 'Dynamic',
        ChangeSource: 'ResourceReference',
        CausingEntity: 'Sized',
      },
      { Target: { Name: 'List' }, Evaluation: 'Static', ChangeSource: 'DirectModification' },
    ]);
    expect(JSON.parse(changes[2]?.AfterContext ?? '')).toEqual({
      Properties: {
        Name: 'judged-user',
        Value: '{{changeSet:KNOWN_AFTER_APPLY}}',
        List: ['x'],
      },
    });
  });

  test('sees properties that are chosen all at once', async () => {
    const chosen = (choice: string) =>
      template(
        {
          Chosen: {
            ...item({}, { Description: 'either' }),
            Properties: { 'Fn::If': ['Both', { Value: choice, List: ['x'] }, { Value: 'no' }] },
          },
          None: { ...item(), Properties: { Ref: 'AWS::NoValue' } },
        },
        { Conditions: { Both: { 'Fn::Equals': ['a', 'a'] } } },
      );
    await create(machine, 'chosen', chosen('one'));
    const { Changes } = await propose('chosen', chosen('two'), {}, true);
    const changes = Changes?.map(({ ResourceChange }) => ResourceChange);
    expect(changes?.map((change) => change?.LogicalResourceId)).toEqual(['Chosen']);
    expect(JSON.parse(changes?.[0]?.AfterContext ?? '')).toEqual({
      Properties: { Value: 'two', List: ['x'] },
    });
  });

  test('sees a change of policy, of tags and of outputs', async () => {
    await create(machine, 'subtle', body({}));
    const policy = await propose(
      'subtle',
      template({ One: item({}, { DeletionPolicy: 'Retain' }) }),
      { ChangeSetName: 'policy' },
    );
    expect(policy.Changes?.[0]?.ResourceChange?.Scope).toEqual(['DeletionPolicy']);
    const tags = await propose('subtle', body({}), {
      ChangeSetName: 'tags',
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(tags.Status).toBe('CREATE_COMPLETE');
    const outputs = await propose(
      'subtle',
      template({ One: item({}) }, { Outputs: { A: { Value: 'a' } } }),
      { ChangeSetName: 'outputs' },
    );
    expect(outputs).toMatchObject({ Status: 'CREATE_COMPLETE', Changes: [] });
  });

  test('once executed makes the others of its stack obsolete', async () => {
    await create(machine, 'many', body({ Value: '1' }));
    await propose('many', body({ Value: '2' }), { ChangeSetName: 'other' });
    await propose('many', body({ Value: '3' }));
    expect(await execute('many')).toBe('UPDATE_COMPLETE');
    const { Summaries } = await clientOf(machine).send(
      new ListChangeSetsCommand({ StackName: 'many' }),
    );
    expect(Summaries?.map((s) => [s.ChangeSetName, s.ExecutionStatus])).toEqual([
      ['other', 'OBSOLETE'],
      ['changes', 'EXECUTE_COMPLETE'],
    ]);
  });

  test('is obsolete once its stack was changed by anything else', async () => {
    await create(machine, 'moved', body({ Value: '1' }));
    await propose('moved', body({ Value: '2' }));
    await update(machine, 'moved', body({ Value: '3' }));
    const which = { StackName: 'moved', ChangeSetName: 'changes' };
    const described = await clientOf(machine).send(new DescribeChangeSetCommand(which));
    expect(described).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'OBSOLETE' });
    await expect(execute('moved')).rejects.toMatchObject({
      name: 'InvalidChangeSetStatusException',
    });
    expect(Object.values(await shelved(machine))).toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/^moved-/), value: '3' }),
    );
  });

  test('shows values of properties only to those who ask for them', async () => {
    await create(machine, 'valued', body({ Value: 'before' }));
    const plain = await propose('valued', body({ Value: 'after' }));
    expect(plain.Changes?.[0]?.ResourceChange?.Details?.[0]?.Target).toMatchObject({
      Name: 'Value',
      RequiresRecreation: 'Never',
    });
    expect(JSON.stringify(plain.Changes)).not.toMatch(/before|after/);
    const which = { StackName: 'valued', ChangeSetName: 'changes' };
    const { Changes } = await clientOf(machine).send(
      new DescribeChangeSetCommand({ ...which, IncludePropertyValues: true }),
    );
    const change = Changes?.[0]?.ResourceChange;
    expect(change?.Details?.[0]?.Target).toMatchObject({
      BeforeValue: 'before',
      AfterValue: 'after',
    });
    expect(
      [change?.BeforeContext, change?.AfterContext].map((text) => JSON.parse(text ?? '')),
    ).toEqual([{ Properties: { Value: 'before' } }, { Properties: { Value: 'after' } }]);
  });

  test('shows its template before it is executed, and is gone when deleted', async () => {
    await create(machine, 'shown', body({ Value: '1' }));
    await propose('shown', body({ Value: '2' }));
    const client = clientOf(machine);
    const which = { StackName: 'shown', ChangeSetName: 'changes' };
    expect((await client.send(new GetTemplateCommand(which))).TemplateBody).toBe(
      body({ Value: '2' }),
    );
    expect((await client.send(new GetTemplateCommand({ StackName: 'shown' }))).TemplateBody).toBe(
      body({ Value: '1' }),
    );
    await client.send(new DeleteChangeSetCommand(which));
    await expect(client.send(new DescribeChangeSetCommand(which))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
    await expect(client.send(new DeleteChangeSetCommand(which))).resolves.toBeDefined();
  });

  test('is refused for a stack that is there already, or is not', async () => {
    await create(machine, 'there', body({}));
    await expect(propose('there', body({}), { ChangeSetType: 'CREATE' })).rejects.toThrow(
      'Stack [there] already exists and cannot be created again with the changeSet [changes].',
    );
    await expect(propose('nowhere', body({}))).rejects.toThrow('Stack [nowhere] does not exist');
    await expect(propose('there', body({}), { ChangeSetType: 'IMPORT' })).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });

  test('that was created and not wanted goes with its stack', async () => {
    await propose('unwanted', body({}), { ChangeSetType: 'CREATE' });
    await clientOf(machine).send(new DeleteStackCommand({ StackName: 'unwanted' }));
    await machine.idle();
    await expect(describeStack(machine, 'unwanted')).rejects.toThrow(
      'Stack with id unwanted does not exist',
    );
  });
});
