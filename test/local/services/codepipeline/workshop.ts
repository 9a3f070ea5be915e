import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import {
  CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
} from '@aws-sdk/client-codecommit';
import {
  type ActionExecutionDetail,
  CodePipelineClient,
  CreatePipelineCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type StageDeclaration,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { freeRole } from '../../free-role';
import { startMachine, type TestMachine } from '../../machine';
import { declare } from './declarations';

/** A machine with every service, a repository `app` and a bucket for artifacts. */
export class Workshop {
  private parent: string | undefined;

  readonly pipelines: CodePipelineClient;
  readonly s3: S3Client;
  readonly repositories: CodeCommitClient;

  private constructor(readonly machine: TestMachine) {
    this.pipelines = new CodePipelineClient(machine.client());
    this.s3 = new S3Client(machine.client());
    this.repositories = new CodeCommitClient(machine.client());
  }

  static async open(): Promise<Workshop> {
    const workshop = new Workshop(await startMachine());
    await workshop.bucket('artifacts');
    const repository = new CreateRepositoryCommand({ repositoryName: 'app' });
    await workshop.repositories.send(repository);
    // Also what the commands of its rules run as.
    await freeRole(new IAMClient(workshop.machine.client()), 'pipeline', '*');
    return workshop;
  }

  /** On a machine that is set up already. */
  static at(machine: TestMachine): Workshop {
    return new Workshop(machine);
  }

  async bucket(Bucket: string): Promise<void> {
    const LocationConstraint = 'eu-west-1';
    const CreateBucketConfiguration = { LocationConstraint } as const;
    await this.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  }

  /** @returns the commit */
  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    const { commitId } = await this.repositories.send(
      new CreateCommitCommand({
        repositoryName: 'app',
        branchName: 'main',
        parentCommitId: this.parent,
        commitMessage: 'Change what is built',
        authorName: 'Ann',
        email: 'ann@example.com',
        putFiles: Object.entries(files).map(([filePath, content]) => ({
          filePath,
          fileContent: Buffer.from(content),
        })),
      }),
    );
    this.parent = commitId;
    return commitId as string;
  }

  /** A project whose builds run these commands and keep what they left in `out`. */
  async project(name: string, commands: readonly string[]): Promise<void> {
    const buildspec = JSON.stringify({
      version: 0.2,
      env: { 'exported-variables': ['RESULT'] },
      phases: { build: { commands } },
      artifacts: { 'base-directory': 'out', files: ['**/*'] },
    });
    await new CodeBuildClient(this.machine.client()).send(
      new CreateProjectCommand({
        name,
        source: { type: 'CODEPIPELINE', buildspec },
        artifacts: { type: 'CODEPIPELINE' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
        serviceRole: 'arn:aws:iam::111111111111:role/pipeline',
      }),
    );
  }

  /** Creates the pipeline, which runs at once, and waits for the end. */
  async run(...stages: StageDeclaration[]): Promise<void> {
    await this.pipelines.send(new CreatePipelineCommand({ pipeline: declare(stages) }));
    await this.machine.idle();
  }

  async runAgain(): Promise<void> {
    await this.pipelines.send(new StartPipelineExecutionCommand({ name: 'app' }));
    await this.machine.idle();
  }

  async latest() {
    const command = new ListPipelineExecutionsCommand({ pipelineName: 'app' });
    return (await this.pipelines.send(command)).pipelineExecutionSummaries?.[0];
  }

  /** Of the latest execution, oldest first. */
  async actions(): Promise<readonly ActionExecutionDetail[]> {
    const pipelineExecutionId = (await this.latest())?.pipelineExecutionId;
    const filter = { pipelineExecutionId };
    const command = new ListActionExecutionsCommand({ pipelineName: 'app', filter });
    return ((await this.pipelines.send(command)).actionExecutionDetails ?? []).toReversed();
  }

  async object(Bucket: string, Key: string) {
    const { Body, ...head } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return { ...head, text: (await Body?.transformToString()) ?? '' };
  }

  async keys(Bucket: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key);
  }
}
