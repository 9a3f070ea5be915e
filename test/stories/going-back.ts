import fs from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuildClient, ListBuildsCommand } from '@aws-sdk/client-codebuild';
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { namesOf, outputs } from '../../lib/contract';
import type { ServerOptions } from '../../lib/local/server/server';
import { stacksOf } from '../../lib/local/services/cloudformation/model/records';
import { releases, remoteTip, short } from '../deploy/releases';
import { application, type Ended, installStack, type Stage, setStage } from '../deploy/stage';
import { testAccount, testRegion } from '../local/machine';
import { until } from '../local/until';

const root = path.resolve(__dirname, '../..');
const { deployLogGroup, buildProject, deployProject } = namesOf(application);

/** An account, and an application of a kit in it, with the kit's own buildspecs and program. */
export class KitStage {
  readonly pathBefore = process.env.PATH;
  private isGone = false;
  private stacks: CloudFormationClient | undefined;
  private pipelines: CodePipelineClient | undefined;

  private constructor(readonly stage: Stage) {
    // Builds find programs on the server's PATH, which is this process's.
    process.env.PATH = `${this.bin}${path.delimiter}${this.pathBefore}`;
  }

  /** On a stage that is set already. */
  static on(stage: Stage): KitStage {
    return new KitStage(stage);
  }

  static async set(options: Partial<ServerOptions> = {}): Promise<KitStage> {
    return new KitStage(await setStage(options));
  }

  /** The account as `gitenv init` leaves it. */
  async install(parameters: Record<string, string> = {}): Promise<void> {
    await installStack(this.stage, testAccount, { Environment: 'dev', ...parameters });
  }

  /** What a team grants by a policy of its own, for `install`. @returns the policy's ARN */
  async policy(PolicyName: string, rights: Record<string, readonly string[]>): Promise<string> {
    const Statement = Object.entries(rights).map(([Resource, Action]) => ({
      Effect: 'Allow',
      Action,
      Resource,
    }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Policy } = await new IAMClient(this.stage.machine.client()).send(
      new CreatePolicyCommand({ PolicyName, PolicyDocument }),
    );
    return Policy?.Arn ?? '';
  }

  async destroy(): Promise<void> {
    this.isGone = true;
    process.env.PATH = this.pathBefore;
    await this.stage.destroy();
  }

  /** Where programs lie that stand in for others. */
  get bin(): string {
    return path.join(this.stage.folder, 'bin');
  }

  /** What `gitenv init --kit` writes. @param more of `gitenv.json` */
  useKit(name: string, more: object = {}): void {
    const dev = { region: testRegion, profile: 'dev', account: testAccount };
    const config = { application, kit: name, environments: { dev }, ...more };
    this.write('gitenv.json', JSON.stringify(config));
    const own = path.join(root, 'buildspecs', name);
    for (const file of fs.readdirSync(own).filter((it) => it.endsWith('.yml')))
      fs.copyFileSync(path.join(own, file), this.file(file));
    this.write('.gitenv/kit.cjs', fs.readFileSync(path.join(root, 'dist/kit.cjs'), 'utf8'));
  }

  /** Takes up an example as the application, with its build. */
  useExample(name: string): void {
    fs.cpSync(path.join(root, 'examples', name), this.stage.clone, { recursive: true });
  }

  write(name: string, text: string, mode = 0o644): void {
    fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
    fs.writeFileSync(this.file(name), text, { mode });
  }

  read(name: string): string {
    return fs.readFileSync(this.file(name), 'utf8');
  }

  /** Releases a commit to its end. */
  async release(subject: string, files: Record<string, string> = {}): Promise<string> {
    const commit = await this.commitAll(subject, files);
    const { exitCode, stderr } = await this.stage.gitenv(['push', 'dev']);
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    return commit;
  }

  /** Sets the release of a commit going, and returns once its deploy has come to where it hangs. */
  async hang(
    subject: string,
    files: Record<string, string>,
    hangs: () => Promise<boolean> | boolean,
  ): Promise<string> {
    const commit = await this.begin(subject, files);
    await until(async () => (await hangs()) || (await this.hasEnded(commit)));
    if (!(await hangs())) throw new Error(`the release of '${subject}' ended and never hung`);
    return commit;
  }

  /** Sets the release of a commit going, and leaves it. */
  async begin(subject: string, files: Record<string, string>): Promise<string> {
    const commit = await this.commitAll(subject, files);
    const push = await this.stage.gitenv(['push', 'dev', '--no-follow']);
    expect(push).toMatchObject({ exitCode: 0 });
    return commit;
  }

  /**
   * Types the one command, and expects that it brings the good commit back by a build and a deploy.
   * @param meanwhile what AWS does of itself while the command runs
   */
  async goBack(good: string, bad: string, meanwhile = async () => {}): Promise<Ended> {
    const before = await this.builds();
    const words = ['rollback', 'dev', '--now', '--reason', 'the till is down', '--yes'];
    const ending = this.stage.gitenv(words);
    const [back] = await Promise.all([ending, Promise.race([meanwhile(), ending])]);
    const { exitCode, stderr } = back;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await this.releases()).toEqual([
      `${short(good)} Succeeded`,
      `${short(bad)} Stopped`,
      `${short(good)} Succeeded`,
    ]);
    expect(await remoteTip(this.stage)).toBe(good);
    const begun = (await this.builds()).filter((id) => !before.includes(id));
    expect(begun.map((id) => id.split(':')[0]).sort()).toEqual([buildProject, deployProject]);
    const { stdout } = await this.stage.gitenv(['status', '--json']);
    const [{ wanted, running, partial, onItsWay }] = JSON.parse(stdout).environments;
    expect([wanted.commit, running.commit]).toEqual([good, good]);
    expect([partial, onItsWay]).toEqual([null, []]);
    return back;
  }

  commitAll(subject: string, files: Record<string, string>): Promise<string> {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    return this.stage.commit(subject, { NOTES: `${subject}\n` });
  }

  private async hasEnded(commit: string): Promise<boolean> {
    const { pipelineExecutionSummaries: [newest] = [] } = await this.codepipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName: application, maxResults: 1 }),
    );
    const { status = '', sourceRevisions: [source] = [] } = newest ?? {};
    return source?.revisionId === commit && ['Failed', 'Succeeded'].includes(status);
  }

  /** Each release's commit and how it ended, newest first. */
  private async releases(): Promise<string[]> {
    return (await releases(this.stage)).map(
      ({ status, sourceRevisions: [source] = [] }) =>
        `${short(source?.revisionId ?? '')} ${status}`,
    );
  }

  private async builds(): Promise<readonly string[]> {
    const client = new CodeBuildClient(this.stage.machine.client());
    return (await client.send(new ListBuildsCommand({}))).ids ?? [];
  }

  /** All that deploys have said. */
  async deployLog(): Promise<string> {
    const client = new CloudWatchLogsClient(this.stage.machine.client());
    const { events } = await client.send(
      new FilterLogEventsCommand({ logGroupName: deployLogGroup }),
    );
    return (events ?? []).map(({ message }) => message).join('\n');
  }

  /** One for all that is asked again and again, since each keeps its connections. */
  get cloudformation(): CloudFormationClient {
    this.stacks ??= new CloudFormationClient(this.stage.machine.client());
    return this.stacks;
  }

  private get codepipeline(): CodePipelineClient {
    this.pipelines ??= new CodePipelineClient(this.stage.machine.client());
    return this.pipelines;
  }

  /** The status of a stack of the application. */
  async stack(name = application): Promise<string | undefined> {
    return (await this.describeStack(name))?.StackStatus;
  }

  /** A release has come to change a stack of the application, which is there. */
  async isUpdating(name = application): Promise<boolean> {
    return (await this.stack(name)) === 'UPDATE_IN_PROGRESS';
  }

  async stackParameters(): Promise<Record<string, string>> {
    const { Parameters = [] } = (await this.describeStack(application)) ?? {};
    const pairs = Parameters.map((it) => [it.ParameterKey, it.ParameterValue]);
    return Object.fromEntries(pairs);
  }

  /** Where the environment keeps its bundles, and what builds note. */
  async bucket(): Promise<string> {
    const { Outputs = [] } = (await this.describeStack(namesOf(application).stack)) ?? {};
    return Outputs.find(({ OutputKey }) => OutputKey === outputs.bucket)?.OutputValue ?? '';
  }

  private async describeStack(StackName: string): Promise<Stack | undefined> {
    const found = await this.cloudformation
      .send(new DescribeStacksCommand({ StackName }))
      .catch(() => undefined);
    return found?.Stacks?.[0];
  }

  /** Whether the stack was told to go back, which it does once what is in work has come to its end. */
  isTakenBack(): boolean {
    if (this.isGone) throw new Error('the account is gone');
    const caller = { account: testAccount, arn: '', userId: '', accessKeyId: '' };
    const context = this.stage.machine.machine.context(caller, testRegion);
    return stacksOf(context)
      .list()
      .some(({ operation }) => operation?.cancelled);
  }

  private file(name: string): string {
    return path.join(this.stage.clone, name);
  }
}
