import { GetTemplateSummaryCommand, ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { TestMachine } from '../../machine';
import { clientOf, create, events, item, shelved, startShelves, template } from './stacks';

let machine: TestMachine;
beforeAll(async () => {
  machine = await startShelves();
});
afterAll(() => machine.destroy());

const role = (Properties: object = {}) => template({ R: { Type: 'AWS::IAM::Role', Properties } });

describe('a template that is no good', () => {
  test.each([
    ['{}', 'Template format error: At least one Resources member must be defined.'],
    [template({ A: { Properties: {} } }), 'Every Resources object must contain a Type member.'],
    [template({ 'a-b': item() }), 'Resource name a-b is non alphanumeric.'],
    [template({ A: 'b' }), 'Template format error: Any Resources member must be an object.'],
    [template({ A: item({}, { Colour: 1 }) }), "Invalid template resource property 'Colour'"],
    [template({ A: item() }, { Colours: {} }), 'Invalid template property or properties [Colours]'],
    [
      template({ A: item({}, { DependsOn: 'B' }) }),
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      template({ A: item() }, { Outputs: { O: { Value: { Ref: 'B' } } } }),
      'Template format error: Unresolved resource dependencies [B] in the Outputs block of the template',
    ],
    [
      template({
        A: item({ Value: { Ref: 'B' } }),
        B: item({ Value: { 'Fn::GetAtt': ['C', 'Arn'] } }),
        C: item({}, { DependsOn: 'A' }),
        D: item({ Value: { Ref: 'A' } }),
      }),
      'Circular dependency between resources: [A, B, C]',
    ],
    [
      template(
        { A: item({ Value: { Ref: 'B' } }), B: item({}, { Condition: 'No' }) },
        { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } },
      ),
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      template({ A: item({}, { DeletionPolicy: 'Perhaps' }) }),
      'Unrecognized DeletionPolicy "Perhaps"',
    ],
    ['x'.repeat(51_201), 'Member must have length less than or equal to 51200'],
  ])('%# is refused', async (body, message) => {
    await expect(create(machine, 'bad', body)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [template({ A: item() }, { Transform: 'AWS::Serverless-2016-10-31' }), 'Transform'],
    [
      template({ A: item() }, { Transform: 'AWS::Serverless-2016-10-31', Globals: {} }),
      'Transform "AWS::Serverless-2016-10-31"',
    ],
    [template({ A: item() }, { Hooks: {} }), 'Hooks'],
    [template({ A: item({}, { CreationPolicy: {} }) }), 'CreationPolicy'],
    [template({ A: item({ Value: { 'Fn::Transform': {} } }) }), 'Fn::Transform'],
  ])('%# is beyond the emulator, which says so', async (body, what) => {
    await expect(create(machine, 'beyond', body)).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining(what),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('may name its conditions with & and _, and say a version of a custom resource', async () => {
    const body = template(
      { A: item({}, { Condition: 'One&Two_3' }), B: { Type: 'Custom::It', Version: '1.0' } },
      { Conditions: { 'One&Two_3': { 'Fn::Equals': ['a', 'a'] } } },
    );
    const cloudFormation = clientOf(machine);
    await expect(
      cloudFormation.send(new ValidateTemplateCommand({ TemplateBody: body })),
    ).resolves.toMatchObject({ Parameters: [] });
  });

  test('is refused where rules do not hold', async () => {
    const body = template(
      { A: item() },
      {
        Parameters: { Version: { Type: 'String', Default: '3' } },
        Rules: {
          Recent: {
            Assertions: [
              {
                Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3'], { Ref: 'Version' }] }] },
                AssertDescription: 'a newer version is needed',
              },
            ],
          },
        },
      },
    );
    await expect(create(machine, 'ruled', body)).rejects.toThrow('a newer version is needed');
    const Parameters = [{ ParameterKey: 'Version', ParameterValue: '4' }];
    expect((await create(machine, 'ruled', body, { Parameters })).StackStatus).toBe(
      'CREATE_COMPLETE',
    );
  });

  test.each([
    [role(), [], 'Requires capabilities : [CAPABILITY_IAM]'],
    [role({ RoleName: 'r' }), ['CAPABILITY_IAM'], 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
    [
      template({ A: item() }, { Transform: 'AWS::LanguageExtensions' }),
      [],
      'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    ],
  ] as const)('%# needs to be acknowledged', async (body, Capabilities, message) => {
    await expect(
      create(machine, 'capable', body, { Capabilities: [...Capabilities] }),
    ).rejects.toMatchObject({ name: 'InsufficientCapabilitiesException', message });
  });
});

describe('a template', () => {
  const body = JSON.stringify({
    Description: 'what it is',
    Parameters: {
      Plain: { Type: 'String', Default: 'd', Description: 'plain', AllowedValues: ['d', 'e'] },
      Secret: { Type: 'String', NoEcho: true },
    },
    Resources: { R: { Type: 'AWS::IAM::Role' }, A: item({ Value: { Ref: 'Secret' } }) },
  });

  test('is validated without values for its parameters', async () => {
    const answer = await clientOf(machine).send(
      new ValidateTemplateCommand({ TemplateBody: body }),
    );
    expect(answer).toMatchObject({
      Description: 'what it is',
      Parameters: [
        { ParameterKey: 'Plain', DefaultValue: 'd', NoEcho: false, Description: 'plain' },
        { ParameterKey: 'Secret', NoEcho: true },
      ],
      Capabilities: ['CAPABILITY_IAM'],
    });
  });

  test('is summed up', async () => {
    const answer = await clientOf(machine).send(
      new GetTemplateSummaryCommand({ TemplateBody: body }),
    );
    expect(answer.Parameters?.[0]?.ParameterConstraints).toEqual({ AllowedValues: ['d', 'e'] });
    expect(answer.ResourceTypes).toEqual(['AWS::IAM::Role', 'Test::Shelf::Item']);
  });

  test('does not show a NoEcho value, though its resource gets it', async () => {
    const secret = template(
      { A: item({ Name: 'hidden', Value: { 'Fn::Sub': 'is ${Secret}' } }) },
      { Parameters: { Secret: { Type: 'String', NoEcho: true } } },
    );
    const stack = await create(machine, 'hidden', secret, {
      Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush' }],
    });
    expect((await shelved(machine)).hidden?.value).toBe('is hush');
    expect(stack.Parameters).toEqual([{ ParameterKey: 'Secret', ParameterValue: '****' }]);
    const shown = JSON.stringify(await events(machine, 'hidden'));
    expect(shown).toContain('is ****');
    expect(shown).not.toContain('hush');
  });

  test('hands numbers, booleans and documents over as its types declare them', async () => {
    await create(
      machine,
      'scalars',
      template({ A: item({ Name: 'scalars', Value: 1, List: [true, 2], On: 'true', Size: '7' }) }),
    );
    expect((await shelved(machine)).scalars).toMatchObject({ value: '1', list: ['true', '2'] });
    const bad = await create(machine, 'no-number', template({ A: item({ Size: 'big' }) }));
    expect(bad.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await events(machine, 'no-number')).map((e) => e.ResourceStatusReason)).toContain(
      'Value of property Size must be a number',
    );
  });
});
