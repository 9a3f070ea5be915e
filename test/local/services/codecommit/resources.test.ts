import { buffer } from 'node:stream/consumers';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CodeCommitClient, GetFileCommand, GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import yazl from 'yazl';
import { startMachine, type TestMachine } from '../../machine';

let machine: TestMachine;
let client: CodeCommitClient;
let bucket: S3Client;
beforeAll(async () => {
  machine = await startMachine();
  client = new CodeCommitClient(machine.client());
  bucket = new S3Client(machine.client());
  await bucket.send(new CreateBucketCommand({ Bucket: 'seeds' }));
});
afterAll(() => machine.destroy());

async function stack(StackName: string, properties: object): Promise<string | undefined> {
  const stacks = new CloudFormationClient(machine.client());
  const Repo = {
    Type: 'AWS::CodeCommit::Repository',
    Properties: { RepositoryName: StackName, ...properties },
  };
  const TemplateBody = JSON.stringify({ Resources: { Repo } });
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody }));
  await machine.idle();
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0]?.StackStatus;
}

const seed = (Key: string) => ({ Code: { BranchName: 'trunk', S3: { Bucket: 'seeds', Key } } });

describe('a repository of a template', () => {
  test('begins with the code that the template names', async () => {
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from('Hello'), 'docs/README.md');
    zip.addBuffer(Buffer.from('#!/bin/sh\n'), 'run.sh', { mode: 0o100755 });
    zip.end();
    const Body = await buffer(zip.outputStream);
    await bucket.send(new PutObjectCommand({ Bucket: 'seeds', Key: 'seed.zip', Body }));
    expect(await stack('seeded', seed('seed.zip'))).toBe('CREATE_COMPLETE');
    const file = (filePath: string) =>
      client.send(new GetFileCommand({ repositoryName: 'seeded', filePath }));
    expect(Buffer.from((await file('docs/README.md')).fileContent ?? []).toString()).toBe('Hello');
    expect((await file('run.sh')).fileMode).toBe('EXECUTABLE');
    const { repositoryMetadata } = await client.send(
      new GetRepositoryCommand({ repositoryName: 'seeded' }),
    );
    expect(repositoryMetadata?.defaultBranch).toBe('trunk');
  });

  test.each([
    ['absent', seed('absent.zip')],
    ['broken', seed('broken.zip')],
    ['triggered', { Triggers: [] }],
  ])('is not left behind where it cannot be made: %s', async (name, properties) => {
    await bucket.send(new PutObjectCommand({ Bucket: 'seeds', Key: 'broken.zip', Body: 'zip' }));
    expect(await stack(name, properties)).toBe('ROLLBACK_COMPLETE');
    await expect(
      client.send(new GetRepositoryCommand({ repositoryName: name })),
    ).rejects.toMatchObject({ name: 'RepositoryDoesNotExistException' });
  });
});
