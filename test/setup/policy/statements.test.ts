import { lengthOf, longestPolicy, type PolicyStatement } from '../../../lib/setup/policy/document';
import { makePolicy } from '../../../lib/setup/policy/statements';
import { readDeclared } from '../../../lib/setup/policy/template';

const made = (template: string, kept: readonly PolicyStatement[] = [], application = 'shop') =>
  makePolicy(
    {
      application,
      templates: [{ template: readDeclared(template, 'template.yml'), stack: application }],
      more: [],
    },
    kept,
  );
const onlyOn = (template: string, action: string, application = 'shop') =>
  made(template, [], application)
    .document.Statement.filter(({ Action }) => [Action].flat().includes(action))
    .map(({ Resource }) => Resource);
const resource = (type: string, properties: string) =>
  `Resources:\n  One:\n    Type: ${type}\n    Properties: ${properties}\n`;

describe('a policy from a template', () => {
  test('allows what a type needs, on what is named as the application', () => {
    expect(made('Resources: { Orders: { Type: "AWS::SQS::Queue" } }')).toEqual({
      document: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Gitenv1',
            Effect: 'Allow',
            Action: [
              'sqs:CreateQueue',
              'sqs:DeleteQueue',
              'sqs:GetQueueAttributes',
              'sqs:GetQueueUrl',
              'sqs:ListQueueTags',
              'sqs:SetQueueAttributes',
              'sqs:TagQueue',
              'sqs:UntagQueue',
            ],
            Resource: 'arn:aws:sqs:*:*:shop-*',
          },
        ],
      },
      notes: { wide: [], outside: [], unbounded: [] },
    });
  });

  test.each([
    [
      'AWS::SSM::Parameter',
      '{ Name: /shop/dev/rate }',
      'ssm:PutParameter',
      ['parameter/shop-*', 'parameter/shop/dev/rate'],
    ],
    [
      'AWS::SSM::Parameter',
      '{ Name: !Sub "/${AWS::StackName}/rate" }',
      'ssm:PutParameter',
      ['parameter/shop-*', 'parameter/shop/rate'],
    ],
    [
      'AWS::SSM::Parameter',
      '{ Name: !Join [/, ["", shop, !Ref Stage]] }',
      'ssm:PutParameter',
      ['parameter/shop-*', 'parameter/shop/*'],
    ],
    ['AWS::SQS::Queue', '{ QueueName: shop }', 'sqs:CreateQueue', ['shop-*', 'shop']],
    ['AWS::SQS::Queue', '{ QueueName: shop-orders.fifo }', 'sqs:CreateQueue', 'shop-*'],
    [
      'AWS::Logs::LogGroup',
      '{ LogGroupName: /aws/lambda/shop-orders }',
      'logs:CreateLogGroup',
      [
        'log-group:shop-*',
        'log-group:/aws/lambda/shop-orders',
        'log-group:shop-*:*',
        'log-group:/aws/lambda/shop-orders:*',
      ],
    ],
    [
      'AWS::IAM::Role',
      '{ Path: /shop/, RoleName: deployer }',
      'iam:CreateRole',
      ['role/shop-*', 'role/shop/deployer'],
    ],
    ['AWS::KMS::Alias', '{ AliasName: alias/shop }', 'kms:CreateAlias', '*'],
    [
      'AWS::SecretsManager::Secret',
      '{ Name: shop/key }',
      'secretsmanager:CreateSecret',
      ['secret:shop-*', 'secret:shop/key', 'secret:shop-*-??????', 'secret:shop/key-??????'],
    ],
  ])('has the names that the template gives: %s %s', (type, properties, action, expected) => {
    const [found] = onlyOn(resource(type, properties), action);
    const bare = [found ?? []].flat().map((arn) => arn.replace(/^arn:aws:\w+:\*?:\*:(?=.)/, ''));
    expect(bare).toEqual([expected].flat());
  });

  test.each([
    'other-orders',
    'shopping',
    '!Sub "shop${Stage}"',
    '!Ref Stage',
    '"*"',
    '/other/shop/orders',
    '!Sub "${AWS::AccountId}-shop"',
  ])('allows nothing on a queue named %s, and says so', (name) => {
    const template = resource('AWS::SQS::Queue', `{ QueueName: ${name} }`);
    expect(onlyOn(template, 'sqs:DeleteQueue')).toEqual(['arn:aws:sqs:*:*:shop-*']);
    const [outside] = made(template).notes.outside;
    expect(outside).toMatchObject({ logicalId: 'One', type: 'AWS::SQS::Queue' });
  });

  test("gets no right to another application's bucket by naming it in a policy of a bucket", () => {
    const template = resource(
      'AWS::S3::BucketPolicy',
      '{ Bucket: other-data, PolicyDocument: {} }',
    );
    expect(onlyOn(template, 's3:PutBucketPolicy')).toEqual(['arn:aws:s3:::shop-*']);
  });

  test('says what is as wide as a star, and of which type', () => {
    const { notes } = made('Resources: { Key: { Type: "AWS::KMS::Key" } }');
    expect(notes.wide).toEqual([
      { type: 'AWS::KMS::Key', actions: expect.arrayContaining(['kms:ScheduleKeyDeletion']) },
    ]);
  });

  test('hands on no roles but those of the application', () => {
    const template = 'Resources: { Code: { Type: "AWS::Lambda::Function" } }';
    expect(onlyOn(template, 'iam:PassRole')).toEqual(['arn:aws:iam::*:role/shop-*']);
  });

  test('keeps roles within the boundary that the template gives them', () => {
    const boundary = '!Sub "arn:aws:iam::${AWS::AccountId}:policy/limits"';
    const { document, notes } = made(
      resource('AWS::IAM::Role', `{ PermissionsBoundary: ${boundary} }`),
    );
    const allowed = document.Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.find(({ Action }) => Action.includes('iam:CreateRole'))?.Condition).toEqual({
      ArnLike: { 'iam:PermissionsBoundary': ['arn:aws:iam::*:policy/limits'] },
    });
    expect(allowed.flatMap(({ Action }) => Action)).not.toContain(
      'iam:DeleteRolePermissionsBoundary',
    );
    expect(notes.unbounded).toEqual([]);
    expect(made(resource('AWS::IAM::Role', '{}')).notes.unbounded).toEqual(['One']);
    expect(
      made(resource('AWS::IAM::Role', '{ PermissionsBoundary: !Ref X }')).notes.unbounded,
    ).toEqual(['One']);
  });

  test("denies what gitenv's own roles are", () => {
    const [denied] = made(resource('AWS::IAM::Role', '{}')).document.Statement.filter(
      ({ Effect }) => Effect === 'Deny',
    );
    expect(denied).toMatchObject({
      Action: ['iam:*'],
      Resource: ['arn:aws:iam:*:*:role/shop-pusher', 'arn:aws:iam:*:*:role/shop-lock-*'],
    });
  });

  test('fits the name of an application that CloudFormation cuts', () => {
    const application = 'the-shop-of-the-whole-company';
    const template = resource('AWS::SQS::Queue', '{}');
    expect(onlyOn(template, 'sqs:CreateQueue', application)).toEqual([
      'arn:aws:sqs:*:*:the-shop-of-the-whole-co*',
    ]);
  });

  test('goes on having what somebody added', () => {
    const mine = { Sid: 'Mine', Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' } as const;
    const { Statement } = made('Resources: { Orders: { Type: "AWS::SQS::Queue" } }', [
      mine,
    ]).document;
    expect(Statement.at(-1)).toEqual(mine);
  });

  test.each([
    ['AWS::CodeCommit::Repository', 'AWS publishes no rights for resources of this type'],
    ['Custom::Thing', 'AWS publishes no rights for resources of this type'],
    ['AWS::CloudFormation::Stack', 'what it makes is in another template'],
  ])('is refused for %s, by name', (type, why) => {
    expect(() => made(resource(type, '{}'))).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        clause: `No policy can be made for One of template.yml, a ${type}: ${why}`,
        advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
      }),
    );
  });

  test('is refused where a macro makes the template', () => {
    const text = `Transform: AWS::Serverless-2016-10-31\n${resource('AWS::SQS::Queue', '{}')}`;
    expect(() => made(text)).toThrow(/only known after its transform AWS::Serverless-2016-10-31/);
  });

  test('has shorter actions where AWS would not take it', () => {
    const types = [
      'S3::Bucket',
      'DynamoDB::Table',
      'Lambda::Function',
      'IAM::Role',
      'SQS::Queue',
      'SNS::Topic',
    ];
    const lines = types.map((type, at) => `  R${at}: { Type: "AWS::${type}" }`);
    const { document } = made(`Resources:\n${lines.join('\n')}\n`);
    expect(lengthOf(document)).toBeLessThanOrEqual(longestPolicy);
    const actions = document.Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:Get*');
    expect(actions).toContain('iam:PassRole');
  });
});
