import { CloudFormationClient, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import {
  create as createStack,
  describe as describeStack,
  outputs,
  template,
  update,
} from '../cloudformation/stacks';
import { Registry } from './registry';

let machine: TestMachine;
let registry: Registry;
beforeAll(async () => {
  machine = await startMachine();
  registry = new Registry(machine);
});
afterAll(() => machine.destroy());

const make = (repositoryName: string, more: object = {}) =>
  registry.call('CreateRepository', { repositoryName, ...more });
const arn = (name: string) => `arn:aws:ecr:${testRegion}:${testAccount}:repository/${name}`;

describe('a repository', () => {
  test('is made, described and deleted', async () => {
    const repository = {
      repositoryArn: arn('team/app'),
      registryId: testAccount,
      repositoryName: 'team/app',
      repositoryUri: `${testAccount}.dkr.ecr.${testRegion}.amazonaws.com/team/app`,
      createdAt: expect.any(Number),
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    };
    expect(await make('team/app', { imageTagMutability: 'IMMUTABLE' })).toEqual({ repository });
    await expect(make('team/app')).rejects.toMatchObject({
      name: 'RepositoryAlreadyExistsException',
      status: 400,
    });
    await make('other');
    expect(await registry.call('DescribeRepositories', { repositoryNames: ['team/app'] })).toEqual({
      repositories: [repository],
    });
    const page = await registry.call('DescribeRepositories', { maxResults: 1 });
    expect(page).toMatchObject({ repositories: [{ repositoryName: 'other' }] });
    expect(
      await registry.call('DescribeRepositories', { maxResults: 1, nextToken: page.nextToken }),
    ).toEqual({ repositories: [repository] });
    expect(await registry.call('DeleteRepository', { repositoryName: 'team/app' })).toEqual({
      repository,
    });
    await expect(
      registry.call('DescribeRepositories', { repositoryNames: ['team/app'] }),
    ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
  });

  test.each(['A', 'a', 'UPPER', '-a', 'a/', 'a//b', 'a b'])('is not called %j', async (name) => {
    await expect(make(name)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('with images is deleted only by force', async () => {
    await make('full');
    await registry.push('full', 'content', 'v1');
    const repositoryName = 'full';
    await expect(registry.call('DeleteRepository', { repositoryName })).rejects.toMatchObject({
      name: 'RepositoryNotEmptyException',
    });
    await registry.call('DeleteRepository', { repositoryName, force: true });
    await make('full');
    expect(await registry.call('ListImages', { repositoryName })).toEqual({ imageIds: [] });
  });

  test('keeps its tags, policies and mutability', async () => {
    const repositoryName = 'settings';
    await make(repositoryName, { tags: [{ Key: 'team', Value: 'a' }] });
    const resourceArn = arn(repositoryName);
    await registry.call('TagResource', { resourceArn, tags: [{ Key: 'more', Value: 'b' }] });
    await registry.call('UntagResource', { resourceArn, tagKeys: ['team'] });
    expect(await registry.call('ListTagsForResource', { resourceArn })).toEqual({
      tags: [{ Key: 'more', Value: 'b' }],
    });
    const identity = { registryId: testAccount, repositoryName };
    await expect(registry.call('GetLifecyclePolicy', { repositoryName })).rejects.toMatchObject({
      name: 'LifecyclePolicyNotFoundException',
    });
    const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1 }] });
    const kept = { ...identity, lifecyclePolicyText };
    expect(
      await registry.call('PutLifecyclePolicy', { repositoryName, lifecyclePolicyText }),
    ).toEqual(kept);
    expect(await registry.call('GetLifecyclePolicy', { repositoryName })).toEqual(kept);
    await registry.call('DeleteLifecyclePolicy', { repositoryName });
    await expect(registry.call('GetRepositoryPolicy', { repositoryName })).rejects.toMatchObject({
      name: 'RepositoryPolicyNotFoundException',
    });
    for (const policyText of ['{', '[]', '{"Statement":[null]}', '{"Statement":[{}]}'])
      await expect(
        registry.call('SetRepositoryPolicy', { repositoryName, policyText }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(
      await registry.call('PutImageTagMutability', {
        repositoryName,
        imageTagMutability: 'IMMUTABLE',
      }),
    ).toEqual({ ...identity, imageTagMutability: 'IMMUTABLE' });
  });

  test('survives a restart', async () => {
    await make('lasting');
    const { digest } = await registry.push('lasting', 'content', 'v1');
    machine = await machine.restart();
    registry = new Registry(machine);
    expect(await registry.call('ListImages', { repositoryName: 'lasting' })).toEqual({
      imageIds: [{ imageDigest: digest, imageTag: 'v1' }],
    });
  });

  test('has a token for docker, though nothing here speaks its protocol', async () => {
    const { authorizationData } = await registry.call('GetAuthorizationToken');
    const [{ authorizationToken, proxyEndpoint, expiresAt }] = authorizationData as [
      Record<string, string>,
    ];
    expect(Buffer.from(authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:.{40,}/);
    expect(proxyEndpoint).toBe(`https://${testAccount}.dkr.ecr.${testRegion}.amazonaws.com`);
    expect(Number(expiresAt)).toBeGreaterThan(Date.now() / 1000);
  });
});

describe("another account's registry", () => {
  test('lets in whom a policy of the repository lets in', async () => {
    const other = new Registry(machine, '222222222222');
    const repositoryName = 'shared';
    await make(repositoryName);
    await registry.push(repositoryName, 'content', 'v1');
    const theirs = { registryId: testAccount, repositoryName, imageIds: [{ imageTag: 'v1' }] };
    const denied = { name: 'AccessDeniedException' };
    await expect(other.call('BatchGetImage', theirs)).rejects.toMatchObject(denied);
    const policyText = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::222222222222:root' },
          Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        },
      ],
    });
    await registry.call('SetRepositoryPolicy', { repositoryName, policyText });
    expect(await other.call('BatchGetImage', theirs)).toMatchObject({
      images: [{ registryId: testAccount, imageId: { imageTag: 'v1' } }],
    });
    await expect(other.call('BatchDeleteImage', theirs)).rejects.toMatchObject(denied);
    const third = new Registry(machine, '333333333333');
    await expect(third.call('BatchGetImage', theirs)).rejects.toMatchObject(denied);
    await expect(
      other.call('DescribeRepositories', { registryId: testAccount }),
    ).rejects.toMatchObject(denied);
  });
});

describe('AWS::ECR::Repository', () => {
  const images = (Properties: object) => ({ Type: 'AWS::ECR::Repository', Properties });
  const body = (Properties: object) =>
    template(
      { Images: images(Properties) },
      {
        Outputs: {
          Name: { Value: { Ref: 'Images' } },
          Arn: { Value: { 'Fn::GetAtt': 'Images.Arn' } },
          Uri: { Value: { 'Fn::GetAtt': 'Images.RepositoryUri' } },
        },
      },
    );

  test('is a repository that can be pushed to, changes in place and goes with its stack', async () => {
    const lifecycle = JSON.stringify({ rules: [{ rulePriority: 1 }] });
    const stack = await createStack(
      machine,
      'registry',
      body({
        ImageTagMutability: 'IMMUTABLE',
        EmptyOnDelete: 'true',
        LifecyclePolicy: { LifecyclePolicyText: lifecycle },
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    );
    const { Name = '', Arn, Uri } = outputs(stack);
    expect(Name).toMatch(/^registry-images-[a-z0-9]{12}$/);
    expect([Arn, Uri]).toEqual([
      arn(Name),
      `${testAccount}.dkr.ecr.${testRegion}.amazonaws.com/${Name}`,
    ]);
    await registry.push(Name, 'content', 'v1');
    expect(await registry.call('GetLifecyclePolicy', { repositoryName: Name })).toMatchObject({
      lifecyclePolicyText: lifecycle,
    });
    const updated = await update(machine, 'registry', body({ EmptyOnDelete: true }));
    expect([updated.StackStatus, outputs(updated).Name]).toEqual(['UPDATE_COMPLETE', Name]);
    expect(await registry.call('DescribeRepositories', { repositoryNames: [Name] })).toMatchObject({
      repositories: [{ imageTagMutability: 'MUTABLE' }],
    });
    await new CloudFormationClient(machine.client()).send(
      new DeleteStackCommand({ StackName: 'registry' }),
    );
    await machine.idle();
    await expect(registry.call('ListImages', { repositoryName: Name })).rejects.toMatchObject({
      name: 'RepositoryNotFoundException',
    });
  });

  test('that has images fails the deletion of its stack, unless told otherwise', async () => {
    const stack = await createStack(machine, 'stubborn', body({ RepositoryName: 'stubborn' }));
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    await registry.push('stubborn', 'content', 'v1');
    await new CloudFormationClient(machine.client()).send(
      new DeleteStackCommand({ StackName: 'stubborn' }),
    );
    await machine.idle();
    expect((await describeStack(machine, 'stubborn')).StackStatus).toBe('DELETE_FAILED');
  });

  test('with a policy that ECR does not take is not made', async () => {
    const stack = await createStack(
      machine,
      'wrong',
      body({ RepositoryName: 'wrong', RepositoryPolicyText: { Statement: [] } }),
    );
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    await make('wrong');
  });
});
