import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startMachine, type TestMachine, testAccount, testRegion } from '../machine';
import {
  clientOf,
  create as createStack,
  events,
  outputs,
  template,
  update as updateStack,
} from './cloudformation/stacks';
import { indexType, Registry } from './ecr/registry';

let machine: TestMachine;
let digest: string;
beforeAll(async () => {
  machine = await startMachine();
  const registry = new Registry(machine);
  await registry.call('CreateRepository', { repositoryName: 'quotes' });
  ({ digest } = await registry.push('quotes', 'said', 'first'));
});
afterAll(() => machine.destroy());

const Capabilities: ['CAPABILITY_IAM'] = ['CAPABILITY_IAM'];
const host = `${testAccount}.dkr.ecr.${testRegion}.amazonaws.com`;
const arnOf = (name: string) => `arn:aws:lambda:${testRegion}:${testAccount}:function:${name}`;

const role = (Service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
    },
  },
});

const functionOf = (Properties: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Role: { 'Fn::GetAtt': 'Role.Arn' }, ...Properties },
});

const imageFunction = (ImageUri: string, more: object = {}) =>
  functionOf({ PackageType: 'Image', Code: { ImageUri }, ...more });

/** A function, a version of it that is described so, and the alias that leads there. */
const released = (name: string, description: string, more: object = {}) =>
  template(
    {
      Role: role('lambda.amazonaws.com'),
      Function: imageFunction(`${host}/quotes@${digest}`, { FunctionName: name, ...more }),
      Version: {
        Type: 'AWS::Lambda::Version',
        UpdateReplacePolicy: 'Retain',
        Properties: { FunctionName: { Ref: 'Function' }, Description: description },
      },
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: { Ref: 'Function' },
          FunctionVersion: { 'Fn::GetAtt': 'Version.Version' },
        },
      },
    },
    {
      Outputs: {
        Function: { Value: { Ref: 'Function' } },
        Arn: { Value: { 'Fn::GetAtt': 'Function.Arn' } },
        Version: { Value: { Ref: 'Version' } },
        Live: { Value: { Ref: 'Live' } },
      },
    },
  );

let made = 0;
/** Why a stack with this function, in a role of this service, is not made; nothing where it is. */
async function refusal(one: object, service = 'lambda.amazonaws.com') {
  made += 1;
  const name = `refused-${made}`;
  const body = template({ Role: role(service), Function: one });
  const { StackStatus } = await createStack(machine, name, body, { Capabilities });
  const failed = (await events(machine, name)).find(
    ({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED',
  );
  expect(StackStatus).toBe(failed ? 'ROLLBACK_COMPLETE' : 'CREATE_COMPLETE');
  return failed?.ResourceStatusReason;
}

describe('AWS::Lambda::Function', () => {
  test.each(['quotes:none', `quotes@sha256:${'0'.repeat(64)}`, 'poems:first'])(
    'is not made from the image %s, which is not there',
    async (image) => {
      expect(await refusal(imageFunction(`${host}/${image}`))).toMatch(
        `Resource handler returned message: "Source image ${host}/${image} does not exist. Provide a valid source image." (RequestToken: `,
      );
    },
  );

  test.each([
    `${host}/quotes`,
    'public.ecr.aws/lambda/nodejs:22',
    `${testAccount}.dkr.ecr.us-east-1.amazonaws.com/quotes:first`,
  ])('is not made from %s, which names no image of its region’s ECR', async (image) => {
    expect(await refusal(imageFunction(image))).toContain(`Source image ${image} is not valid.`);
  });

  test('is not made from an image of another account that lets nobody in', async () => {
    expect(
      await refusal(imageFunction(`222222222222.dkr.ecr.${testRegion}.amazonaws.com/quotes:first`)),
    ).toContain('Lambda does not have permission to access the ECR image.');
  });

  test('is not made from a list of images', async () => {
    const imageManifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: indexType,
      manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 }],
    });
    const index = { repositoryName: 'quotes', imageTag: 'list', imageManifest };
    await new Registry(machine).call('PutImage', index);
    expect(await refusal(imageFunction(`${host}/quotes:list`))).toContain(
      `media type for the source image ${host}/quotes:list is not supported`,
    );
  });

  test('is not made in a role that Lambda cannot be', async () => {
    const one = imageFunction(`${host}/quotes:first`);
    const why = 'The role defined for the function cannot be assumed by Lambda.';
    expect(await refusal(one, 'ec2.amazonaws.com')).toContain(why);
    const strange = { Role: `arn:aws:iam::${testAccount}:role/nobody` };
    expect(await refusal(imageFunction(`${host}/quotes:first`, strange))).toContain(why);
  });

  test.each([
    ['MemorySize', '64', 'minimum'],
    ['Timeout', 901, 'maximum'],
    ['Architectures/0', ['i386'], 'enum'],
    ['Architectures', ['arm64', 'x86_64'], 'maxItems'],
    ['Role', 'nobody', 'pattern'],
  ])('is not made with %s as %s', async (at, value, keyword) => {
    const [name = ''] = at.split('/');
    expect(await refusal(imageFunction(`${host}/quotes:first`, { [name]: value }))).toBe(
      `Properties validation failed for resource Function with message:\n#/${at}: failed validation constraint for keyword [${keyword}]`,
    );
  });

  test('of an image has its handler in the image', async () => {
    expect(
      await refusal(imageFunction(`${host}/quotes:first`, { Handler: 'index.handler' })),
    ).toContain("Please don't provide Handler or Runtime or Layer");
  });

  test('of an archive needs the archive', async () => {
    const s3 = new S3Client(machine.client());
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'code.zip', Body: 'zip' }));
    const zip = (S3Key: string, more: object = { Handler: 'i.h', Runtime: 'nodejs22.x' }) =>
      functionOf({ Code: { S3Bucket: 'code', S3Key }, ...more });
    expect(await refusal(zip('none.zip'))).toContain('S3 Error Code: NoSuchKey.');
    expect(await refusal(zip('code.zip', {}))).toContain('Runtime and Handler are mandatory');
    expect(await refusal(zip('code.zip'))).toBeUndefined();
  });
});

describe('versions and aliases of a function', () => {
  test('have AWS’s names, and the alias goes on to the version of each release', async () => {
    const first = await createStack(machine, 'says', released('says', 'a'), { Capabilities });
    expect(outputs(first)).toEqual({
      Function: 'says',
      Arn: arnOf('says'),
      Version: `${arnOf('says')}:1`,
      Live: `${arnOf('says')}:live`,
    });
    const larger = released('says', 'b', { MemorySize: 512 });
    const second = await updateStack(machine, 'says', larger, { Capabilities });
    expect(second.StackStatus).toBe('UPDATE_COMPLETE');
    expect(outputs(second)).toMatchObject({ Version: `${arnOf('says')}:2` });
    // What was there before is another version again, and not the old one.
    const third = await updateStack(machine, 'says', released('says', 'a'), { Capabilities });
    expect(outputs(third)).toMatchObject({ Version: `${arnOf('says')}:3` });
  });

  test('are not published of a function that has not changed, whatever its concurrency', async () => {
    await createStack(machine, 'stays', released('stays', 'a'), { Capabilities });
    const again = released('stays', 'b', { ReservedConcurrentExecutions: 1 });
    const { StackStatus } = await updateStack(machine, 'stays', again, { Capabilities });
    expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await events(machine, 'stays')).map((one) => one.ResourceStatusReason)).toContainEqual(
      expect.stringContaining(
        'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
      ),
    );
  });

  test('have numbers that never come again, not even for a function that is made anew', async () => {
    await createStack(machine, 'comes', released('comes', 'a'), { Capabilities });
    await clientOf(machine).send(new DeleteStackCommand({ StackName: 'comes' }));
    await machine.idle();
    const anew = await createStack(machine, 'comes', released('comes', 'a'), { Capabilities });
    expect(outputs(anew)).toMatchObject({ Version: `${arnOf('comes')}:2` });
  });

  test('lead to what is there alone', async () => {
    const body = template({
      Role: role('lambda.amazonaws.com'),
      Function: imageFunction(`${host}/quotes:first`, { FunctionName: 'leads' }),
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: { Name: 'live', FunctionName: { Ref: 'Function' }, FunctionVersion: '7' },
      },
    });
    await createStack(machine, 'leads', body, { Capabilities });
    expect((await events(machine, 'leads')).map((one) => one.ResourceStatusReason)).toContainEqual(
      expect.stringContaining(`Function not found: ${arnOf('leads')}:7`),
    );
  });
});
