import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CodeCommitClient, CreateRepositoryCommand } from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
  type StageDeclaration,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../lib/config/environment';
import { pushedByVariable } from '../../lib/contract';
import { pushWithLease } from '../../lib/git/push';
import { git } from '../../lib/git/run';
import { signedPlace } from '../../lib/target/git-place';
import { openRepository } from '../../lib/target/open-environment';
import { useAwsFiles } from '../aws/aws-files';
import { freeRole } from '../local/free-role';
import { startMachine, type TestMachine, testRegion } from '../local/machine';

const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' };
export type Name = keyof typeof accounts;

/** A work tree and three accounts, each with a repository and a pipeline whose deploys somebody has to approve or reject. */
export interface Pipelines {
  readonly machine: TestMachine;
  readonly root: string;
  readonly environments: readonly Environment[];
  environment(name: Name): Environment;
  /** Adds to the branch that is checked out. @returns the commit */
  commit(subject: string): string;
  git(...words: string[]): string;
  /** Moves the environment's branch, which starts nothing here. */
  push(name: Name, commit: string): Promise<void>;
  /** Starts releases of the commit, of which the first then waits for approval. */
  release(name: Name, commit: string, count?: number): Promise<void>;
  answer(name: Name, status: 'Approved' | 'Rejected'): Promise<void>;
  /** The three one after the other. */
  deploy(name: Name, commit: string, status?: 'Approved' | 'Rejected'): Promise<void>;
  destroy(): Promise<void>;
}

export async function setPipelines(): Promise<Pipelines> {
  const machine = await startMachine();
  const files = useAwsFiles(
    Object.entries(accounts)
      .map(([name, account]) => {
        const { accessKeyId, secretAccessKey } = machine.client(account).credentials;
        return `[profile ${name}]\nendpoint_url = ${machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      })
      .join(''),
  );
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-pipelines-'));
  const run = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=Robin', '-c', 'user.email=robin@example.com', ...words], {
      cwd: root,
      encoding: 'utf8',
    }).trim();
  run('init', '--quiet', '-b', 'main');
  await Promise.all(Object.values(accounts).map((account) => furnish(machine, account)));
  await machine.idle();
  const client = (name: Name) => new CodePipelineClient(machine.client(accounts[name]));
  const names = Object.keys(accounts) as Name[];
  const pipelines: Pipelines = {
    machine,
    root,
    environments: names.map((name, index) => environmentOf(name, names[index - 1])),
    environment: (name) => environmentOf(name, names[names.indexOf(name) - 1]),
    commit: (subject) => {
      run('commit', '--quiet', '--allow-empty', '-m', subject);
      return run('rev-parse', 'HEAD');
    },
    git: run,
    push: async (name, commit) => {
      const open = await openRepository(environmentOf(name, undefined));
      const known = { remote: await open.cloneUrl(), seen: await open.tip() };
      const request = { ...known, commit, branch: 'main' };
      await git(pushWithLease(request), await signedPlace(open, { cwd: root }));
      await machine.idle();
    },
    release: async (name, commit, count = 1) => {
      const pipeline = client(name);
      const start = {
        name: 'shop',
        sourceRevisions: [
          { actionName: 'Source', revisionType: 'COMMIT_ID' as const, revisionValue: commit },
        ],
      };
      for (let i = 0; i < count; i += 1)
        await pipeline.send(new StartPipelineExecutionCommand(start));
      await machine.idle();
    },
    answer: async (name, status) => {
      await answer(client(name), status);
      await machine.idle();
    },
    deploy: async (name, commit, status = 'Approved') => {
      await pipelines.push(name, commit);
      await pipelines.release(name, commit);
      await pipelines.answer(name, status);
    },
    destroy: async () => {
      files.restore();
      await machine.destroy();
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
  return pipelines;
}

function environmentOf(name: Name, upstream: Name | undefined): Environment {
  return {
    name,
    application: 'shop',
    branch: 'main',
    region: testRegion,
    profile: name,
    account: accounts[name],
    separateApprover: false,
    guarded: false,
    approveRollbacks: false,
    bundles: 'promote',
    watchesDrift: false,
    address: undefined,
    logs: undefined,
    upstream,
    settings: [],
  };
}

async function furnish(machine: TestMachine, account: string): Promise<void> {
  const options = machine.client(account);
  await new CodeCommitClient(options).send(new CreateRepositoryCommand({ repositoryName: 'shop' }));
  await new S3Client(options).send(new CreateBucketCommand({ Bucket: `artifacts-${account}` }));
  const services = ['codepipeline.amazonaws.com', 'codebuild.amazonaws.com'] as const;
  const roleArn = await freeRole(new IAMClient(options), 'shop', ...services);
  await new CodePipelineClient(options).send(
    new CreatePipelineCommand({
      pipeline: {
        name: 'shop',
        pipelineType: 'V2',
        roleArn,
        artifactStore: { type: 'S3', location: `artifacts-${account}` },
        variables: [{ name: pushedByVariable, defaultValue: 'unknown' }],
        stages: [source, approve, deployTo(`artifacts-${account}`)],
      },
    }),
  );
}

const source: StageDeclaration = {
  name: 'Source',
  actions: [
    {
      name: 'Source',
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
      configuration: { RepositoryName: 'shop', BranchName: 'main', PollForSourceChanges: 'false' },
      outputArtifacts: [{ name: 'SourceOutput' }],
    },
  ],
};

const approve: StageDeclaration = {
  name: 'Approve',
  actions: [
    {
      name: 'Approve',
      actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    },
  ],
};

/** Puts the commit's files, as one zip, where nobody looks. */
const deployTo = (BucketName: string): StageDeclaration => ({
  name: 'Deploy',
  actions: [
    {
      name: 'Deploy',
      actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { BucketName, Extract: 'false', ObjectKey: 'deployed.zip' },
      inputArtifacts: [{ name: 'SourceOutput' }],
    },
  ],
});

async function answer(client: CodePipelineClient, status: 'Approved' | 'Rejected'): Promise<void> {
  const { stageStates } = await client.send(new GetPipelineStateCommand({ name: 'shop' }));
  const stage = stageStates?.find(({ stageName }) => stageName === 'Approve');
  await client.send(
    new PutApprovalResultCommand({
      pipelineName: 'shop',
      stageName: 'Approve',
      actionName: 'Approve',
      token: stage?.actionStates?.[0]?.latestExecution?.token,
      result: { status, summary: '' },
    }),
  );
}
