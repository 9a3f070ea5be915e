import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { signGitAddress } from '../../lib/aws/codecommit/git-signature';
import { until } from '../local/until';
import { accountOf } from './account-of';
import { makeInstalledWorld } from './world';

export type GuardedWorld = Awaited<ReturnType<typeof makeGuardedWorld>>;

/** A world whose prd is guarded, and what its stories look at. */
export async function makeGuardedWorld() {
  const world = await makeInstalledWorld();
  const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
  environments.prd.guarded = true;
  world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
  await world.commit('Guard prd');
  await world.ok('gitenv init stg --yes');
  await world.ok('gitenv init prd --yes');

  const pipeline = () => new CodePipelineClient(accountOf(world, 'prd'));
  const s3 = (environment: string) => new S3Client(accountOf(world, environment));
  const history = async (environment: string) =>
    JSON.parse(await world.ok(`gitenv history ${environment} --json`)).releases;
  const newest = async (environment: string) => (await history(environment))[0];
  const executions = async () => {
    const { pipelineExecutionSummaries = [] } = await pipeline().send(
      new ListPipelineExecutionsCommand({ pipelineName: 'app' }),
    );
    return pipelineExecutionSummaries;
  };
  const ended = (id: string) =>
    until(async () => {
      const found = (await executions()).find((it) => it.pipelineExecutionId === id);
      return /^(Succeeded|Failed)$/.test(found?.status ?? '');
    });
  /** @returns the id of the newest release of a commit, once it has begun */
  async function begunOf(commit: string): Promise<string> {
    const isIt = (it: PipelineExecutionSummary) => it.sourceRevisions?.[0]?.revisionId === commit;
    await until(async () => (await executions()).some(isIt));
    return (await executions()).find(isIt)?.pipelineExecutionId ?? '';
  }
  const gateLog = () => world.ok('gitenv logs prd');
  /** The repository as git without gitenv is told of it, by a credential helper of AWS's. */
  function plainUrl(environment: string): string {
    const { endpoint, region, credentials } = accountOf(world, environment);
    const url = new URL('/v1/repos/app', endpoint);
    const { username, password } = signGitAddress(url.href, region, credentials, new Date());
    return Object.assign(url, { username, password }).href;
  }

  /** As anybody pushes who does not use gitenv. @returns what the gate has said */
  async function pushPast(): Promise<string> {
    await world.ok(`git push --quiet --force '${plainUrl('prd')}' HEAD:main`);
    const commit = await world.ok('git rev-parse HEAD');
    await ended(await begunOf(commit));
    return gateLog();
  }

  async function bucketOf(environment: string): Promise<string> {
    const { Buckets = [] } = await s3(environment).send(new ListBucketsCommand({}));
    return Buckets.find(({ Name }) => Name?.includes('artifacts'))?.Name ?? '';
  }

  async function keys(environment: string, Prefix: string): Promise<string[]> {
    const Bucket = await bucketOf(environment);
    const { Contents = [] } = await s3(environment).send(
      new ListObjectsV2Command({ Bucket, Prefix }),
    );
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Commits, and releases that in dev and stg. */
  async function tested(subject: string): Promise<string> {
    const commit = await world.commit(subject);
    await world.ok('git push dev && git push stg');
    return commit;
  }

  return {
    ...{ world, pipeline, s3, history, newest, ended, begunOf, gateLog },
    ...{ plainUrl, pushPast, bucketOf, keys, tested },
  };
}
