import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GitenvError } from '../../../lib/errors';
import { guardParameters } from '../../../lib/guard-names';
import type { InitResult } from '../../../lib/setup/init/conclude';
import { type InitOptions, init } from '../../../lib/setup/init/init';
import type { InitEvent, PlaceQuestion } from '../../../lib/setup/init/port';
import type { DeployRights, RightsQuestion } from '../../../lib/setup/policy/decide';
import { startMachine, type TestMachine } from '../../local/machine';

export const accounts = { dev: '111111111111', stg: '222222222222', prd: '333333333333' };

export interface Run {
  readonly result?: InitResult;
  readonly error?: GitenvError;
  readonly events: readonly InitEvent[];
  readonly questions: readonly string[];
}

export interface Answers {
  /** Or what happens while somebody thinks about it, before yes. */
  readonly confirm?: boolean | (() => Promise<void>);
  readonly replace?: boolean;
  /** Which kit is meant. Nobody can be asked where it is not here. */
  readonly kit?: (choices: readonly string[]) => string;
  /** Whether a deployspec to fill in is wanted. Nobody can be asked where it is not here. */
  readonly deployspec?: boolean;
  /** Whether ./verify is to run after deploys; nobody can be asked where it is not here. */
  readonly verify?: boolean;
  /** Which environment a new one follows; undefined for none. Nobody can be asked where it is not here. */
  readonly place?: (question: PlaceQuestion) => string | undefined;
  /** What deploys may change. Nobody can be asked where it is not here. */
  readonly rights?: (question: RightsQuestion) => DeployRights;
}

/** A work tree, and three accounts on a machine of their own with a profile each. */
export interface InitStage {
  readonly machine: TestMachine;
  readonly repository: string;
  init(environments: string[], more?: Partial<InitOptions>, answers?: Answers): Promise<Run>;
  git(...args: string[]): string;
  read(file: string): string;
  write(file: string, text: string): void;
  profiles(text: string): void;
  destroy(): Promise<void>;
}

export async function setInitStage(): Promise<InitStage> {
  const machine = await startMachine();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-init-')));
  const repository = path.join(folder, 'My Shop');
  const savedEnv = process.env;
  process.env = isolatedEnv(folder);
  fs.writeFileSync(path.join(folder, 'config'), Object.keys(accounts).map(profileOf).join(''));
  fs.mkdirSync(repository);
  const kits = { folder: path.join(folder, 'kits'), program: path.join(folder, 'kit.cjs') };
  fs.mkdirSync(path.join(kits.folder, 'script'), { recursive: true });
  fs.writeFileSync(kits.program, '// the program of the kits\n');
  for (const name of ['buildspec.yml', 'deployspec.yml', 'README.md'])
    fs.writeFileSync(path.join(kits.folder, 'script', name), `# ${name} of the kit\n`);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '-b', 'main');
  return {
    machine,
    repository,
    git,
    init: (environments, more, answers = { confirm: true }) =>
      run(
        {
          environments,
          profiles: [],
          region: undefined,
          application: undefined,
          branch: undefined,
          directory: repository,
          env: process.env,
          settings: {},
          place: { first: false, after: undefined, before: undefined },
          hold: false,
          stopReleases: false,
          typed: `gitenv init ${environments.join(' ')}`,
          template: template(),
          guard: {
            template: guardTemplate(),
            program: Buffer.from('// the program of the guard\n'),
          },
          kits,
          kit: undefined,
          ...more,
        },
        answers,
      ),
    read: (file) => fs.readFileSync(path.join(repository, file), 'utf8'),
    write: (file, text) => {
      const place = path.join(repository, file);
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, text);
    },
    profiles: (text) => fs.appendFileSync(path.join(folder, 'config'), text),
    destroy: async () => {
      process.env = savedEnv;
      await machine.destroy();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };

  function profileOf(name: string): string {
    const account = accounts[name as keyof typeof accounts];
    const { accessKeyId, secretAccessKey } = machine.client(account).credentials;
    return `[profile ${name}]\nregion = eu-west-1\nendpoint_url = ${machine.endpoint}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  }
}

export function behind(environment: string): InitOptions['place'] {
  return { first: false, after: environment, before: undefined };
}

/** A template with the stack's parameters and little in it; `extra` resources go beside. */
export function template(extra: object = {}): string {
  const text = { Type: 'String' };
  return JSON.stringify({
    Parameters: {
      Application: text,
      Environment: text,
      Branch: { ...text, Default: 'main' },
      ExistingRepository: { ...text, Default: 'no' },
      Approval: { ...text, Default: 'no' },
      ExecutionMode: { ...text, Default: 'SUPERSEDED' },
      HoldDeploy: { ...text, Default: 'no' },
      LogRetentionDays: { Type: 'Number', Default: '90' },
      SourceRepositories: { Type: 'CommaDelimitedList', Default: '' },
    },
    Conditions: {
      CreateRepository: { 'Fn::Equals': [{ Ref: 'ExistingRepository' }, 'no'] },
      HoldsDeploy: { 'Fn::Equals': [{ Ref: 'HoldDeploy' }, 'yes'] },
    },
    Resources: {
      Repository: {
        Type: 'AWS::CodeCommit::Repository',
        Condition: 'CreateRepository',
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: { RepositoryName: { Ref: 'Application' } },
      },
      BuildLog: {
        Type: 'AWS::Logs::LogGroup',
        Properties: {
          LogGroupName: { 'Fn::Sub': '/gitenv/${Application}/build' },
          RetentionInDays: { Ref: 'LogRetentionDays' },
          Tags: [{ Key: 'sources', Value: { 'Fn::Join': [' ', { Ref: 'SourceRepositories' }] } }],
        },
      },
      ...extra,
    },
    Outputs: { Approval: { Value: { Ref: 'Approval' } } },
  });
}

/** A template with the parameters of the guard's stack and little in it. */
export function guardTemplate(extra: object = {}): string {
  const parameters = Object.values(guardParameters).map((name) => [
    name,
    { Type: 'String', Default: '' },
  ]);
  const LogGroupName = { 'Fn::Sub': '/gitenv/${Application}/guard' };
  return JSON.stringify({
    Parameters: Object.fromEntries(parameters),
    Resources: {
      GuardLog: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } },
      ...extra,
    },
    Outputs: { Guarded: { Value: { Ref: guardParameters.guarded } } },
  });
}

/** A pipeline beside the repository whose Deploy is an approval, so that a release stays in it. */
export const pipeline = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'codepipeline.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    },
  },
  Bucket: { Type: 'AWS::S3::Bucket' },
  Pipeline: {
    Type: 'AWS::CodePipeline::Pipeline',
    Properties: {
      Name: { Ref: 'Application' },
      PipelineType: 'V2',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      ArtifactStore: { Type: 'S3', Location: { Ref: 'Bucket' } },
      ExecutionMode: { Ref: 'ExecutionMode' },
      DisableInboundStageTransitions: {
        'Fn::If': [
          'HoldsDeploy',
          [{ StageName: 'Deploy', Reason: 'held' }],
          { Ref: 'AWS::NoValue' },
        ],
      },
      Stages: [
        stage('Source', {
          ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeCommit', Version: '1' },
          Configuration: {
            RepositoryName: { Ref: 'Application' },
            BranchName: { Ref: 'Branch' },
            PollForSourceChanges: 'false',
          },
          OutputArtifacts: [{ Name: 'Source' }],
        }),
        stage('Deploy', {
          ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
        }),
      ],
    },
  },
};

function stage(Name: string, action: object): object {
  return { Name, Actions: [{ Name, ...action }] };
}

/** A resource that this emulator refuses to create, so that the stack fails. */
export const impossible = { Impossible: { Type: 'AWS::Nowhere::Nothing' } };

async function run(options: InitOptions, answers: Answers): Promise<Run> {
  const events: InitEvent[] = [];
  const questions: string[] = [];
  const ask = async (question: string, answer: Answers['confirm']) => {
    questions.push(question);
    if (typeof answer === 'function') return answer();
    if (!answer) throw new GitenvError('DECLINED', 'Nothing was changed.');
  };
  try {
    const result = await init(options, {
      say: (event) => events.push(event),
      confirm: (question) => ask(question, answers.confirm),
      confirmReplacement: (question) => ask(question, answers.replace),
      choosePlace: async (question) => {
        if (answers.place) return answers.place(question);
        throw new GitenvError('CONFIRMATION_NEEDED', `Where is ${question.environment}?`);
      },
      chooseKit: async (choices) => {
        if (answers.kit) return answers.kit(choices.map(({ name }) => name));
        throw new GitenvError('CONFIRMATION_NEEDED', 'Which kit?');
      },
      chooseRights: async (question) => {
        if (answers.rights) return answers.rights(question);
        throw new GitenvError('CONFIRMATION_NEEDED', 'What may deploys change?');
      },
      offerDeployspec: async () => answers.deployspec ?? false,
      offerVerify: async () => answers.verify,
      whenInterrupted: () => undefined,
    });
    return { result, events, questions };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return { error, events, questions };
  }
}

function isolatedEnv(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    GIT_AUTHOR_NAME: 'Robin',
    GIT_AUTHOR_EMAIL: 'robin@example.com',
    GIT_COMMITTER_NAME: 'Robin',
    GIT_COMMITTER_EMAIL: 'robin@example.com',
  };
}
