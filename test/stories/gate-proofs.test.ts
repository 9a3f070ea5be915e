import { CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, MergeBranchesByFastForwardCommand } from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { signGitAddress } from '../../lib/aws/codecommit/git-signature';
import { objectKeys } from '../../lib/object-keys';
import { until } from '../local/until';
import { accountOf } from './account-of';
import { makeInstalledWorld, type World } from './world';

/** One world: prd is guarded, and what dev and stg release is played on from story to story. */
let world: World;
beforeAll(async () => {
  world = await makeInstalledWorld();
  const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
  environments.prd.guarded = true;
  world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
  await world.commit('Guard prd');
  await world.ok('gitenv init stg --yes');
  await world.ok('gitenv init prd --yes');
});
afterAll(() => world.end());

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

describe('a guarded environment', () => {
  test('takes a promotion, with what the one before it has signed', async () => {
    const commit = await tested('First');
    const { stderr } = await world.sh('gitenv promote prd --yes');
    expect(stderr).toContain(`prd: stg has signed that ${commit.slice(0, 8)} is good there`);
    expect(stderr).toContain('yes proof: stg released');
    expect(await newest('prd')).toMatchObject({ commit, status: 'Succeeded' });
    expect(await keys('prd', objectKeys.promotedProofs(commit))).toHaveLength(1);
  });

  test("takes git's own push, which asks in the same way", async () => {
    const commit = await tested('Second');
    const { stderr, status } = await world.sh('git push prd');
    expect(status).toBe(0);
    expect(stderr).toContain(`prd: stg has signed that ${commit.slice(0, 8)} is good there`);
  });

  test('leaves no tag in the repository that was asked', async () => {
    expect(await world.ok('git ls-remote stg "refs/tags/gitenv/ask/*"')).toBe('');
  });

  test('takes a way back and a redeploy without anybody’s word', async () => {
    const [second, first] = await history('prd');
    const back = await world.sh('gitenv rollback prd --yes');
    expect(back).toMatchObject({ status: 0 });
    expect(back.stderr).toContain('yes proof: prd itself has released');
    expect(back.stderr).not.toContain('asking stg');
    expect(await newest('prd')).toMatchObject({ commit: first.commit, status: 'Succeeded' });
    await world.ok('gitenv redeploy prd');
    expect(second.commit).not.toBe(first.commit);
  });

  test('refuses before anything moves what the one before it has not released', async () => {
    const commit = await world.commit('Nobody has tested this');
    const before = await newest('prd');
    const { stderr, status } = await world.sh('gitenv push prd');
    expect(status).toBe(5);
    expect(stderr).toContain(`stg has released successfully, and ${commit.slice(0, 8)} it has not`);
    expect(await newest('prd')).toEqual(before);
  });
});

describe('whoever goes round gitenv', () => {
  test('with a push is refused by the gate, and told what would have worked', async () => {
    const commit = (await world.ok('git rev-parse HEAD')).slice(0, 8);
    const said = await pushPast();
    expect(said).toContain(`no  proof: no proof of stg came with ${commit}`);
    expect(said).toContain(
      `prd refuses this release: no proof of stg came with ${commit}; nothing was deployed.`,
    );
    expect(said).not.toContain('deploying to prd');
    expect(await world.ok('gitenv history prd --limit 1')).toContain(
      'the gate did not let it pass',
    );
    const { stderr } = await world.sh('gitenv retry prd');
    expect(stderr).toMatch(/failed after \S+ \S+: the gate did not let it pass; prd still runs/);
    expect(stderr).toContain(`hint: gitenv gate explain prd ${commit}`);
    expect(await newest('prd')).toMatchObject({ status: 'Failed' });
  });

  test('with a merge on the server is refused in the same way', async () => {
    const client = new CodeCommitClient(accountOf(world, 'prd'));
    const commit = await world.commit('Merged by the server');
    await world.ok(`git push --quiet '${plainUrl('prd')}' HEAD:refs/heads/feature`);
    await client.send(
      new MergeBranchesByFastForwardCommand({
        repositoryName: 'app',
        sourceCommitSpecifier: 'feature',
        destinationCommitSpecifier: 'main',
        targetBranch: 'main',
      }),
    );
    await ended(await begunOf(commit));
    expect(await newest('prd')).toMatchObject({ commit, status: 'Failed' });
    expect(await gateLog()).toContain(`no proof of stg came with ${commit.slice(0, 8)}`);
  });

  test('with a start by hand is refused, whoever they say that has pushed', async () => {
    const commit = await world.commit('Only a commit');
    await world.ok(`git push --quiet '${plainUrl('prd')}' HEAD:refs/heads/feature`);
    const { pipelineExecutionId = '' } = await pipeline().send(
      new StartPipelineExecutionCommand({
        name: 'app',
        variables: [{ name: 'PUSHED_BY', value: 'arn:aws:iam::333333333333:user/kim' }],
        sourceRevisions: [
          { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: commit },
        ],
      }),
    );
    await ended(pipelineExecutionId);
    expect(await gateLog()).toMatch(
      /no {2}start: \S+ started this by hand, and no push has moved the branch to/,
    );
  });

  test('by trying Deploy again is refused again, the gate with it', async () => {
    const { id } = await newest('prd');
    await pipeline().send(
      new RetryStageExecutionCommand({
        pipelineName: 'app',
        stageName: 'Deploy',
        pipelineExecutionId: id,
        retryMode: 'ALL_ACTIONS',
      }),
    );
    await world.ok('gitenv watch prd || true');
    expect(await newest('prd')).toMatchObject({ id, status: 'Failed' });
    expect(await keys('prd', objectKeys.gateAnswersOf(id))).toHaveLength(2);
  });

  test('by RollbackStage comes by what was rolled back no more, and by what is good at once', async () => {
    const releases = await history('prd');
    const rollBack = async (targetPipelineExecutionId: string) => {
      const { pipelineExecutionId = '' } = await pipeline().send(
        new RollbackStageCommand({
          pipelineName: 'app',
          stageName: 'Deploy',
          targetPipelineExecutionId,
        }),
      );
      await ended(pipelineExecutionId);
      return (await history('prd')).find(({ id }: { id: string }) => id === pipelineExecutionId);
    };
    const good = releases.filter(({ status }: { status: string }) => status === 'Succeeded');
    const second = good.find(({ subject }: { subject: string }) => subject === 'Second');
    expect(await rollBack(second.id)).toMatchObject({ status: 'Failed' });
    const first = good.find(({ subject }: { subject: string }) => subject === 'First');
    expect(await rollBack(first.id)).toMatchObject({ status: 'Succeeded' });
  });
});

describe('a proof', () => {
  const put = async (environment: string, Key: string, Body: string) =>
    s3(environment).send(
      new PutObjectCommand({ Bucket: await bucketOf(environment), Key, Body, IfNoneMatch: '*' }),
    );
  const text = async (environment: string, Key = '') => {
    const Bucket = await bucketOf(environment);
    const { Body } = await s3(environment).send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };

  test('of another commit, and one that was changed, count for nothing', async () => {
    const commit = await world.commit('Replays a proof');
    const known = (await history('prd')).find(
      ({ subject }: { subject: string }) => subject === 'First',
    );
    const [key] = await keys('prd', objectKeys.promotedProofs(known.commit));
    const proof = await text('prd', key);
    await put('prd', objectKeys.promotedProof(commit, '1'), proof);
    expect(await pushPast()).toContain(
      `that counts: it is of the commit ${known.commit.slice(0, 8)}`,
    );
    const { payload, ...rest } = JSON.parse(proof);
    const forged = Buffer.from(payload, 'base64').toString().replaceAll(known.commit, commit);
    const again = await world.commit('Forges a proof');
    await put(
      'prd',
      objectKeys.promotedProof(again, '1'),
      JSON.stringify({
        ...rest,
        payload: Buffer.from(forged.replaceAll(commit, again)).toString('base64'),
      }),
    );
    expect(await pushPast()).toContain('that counts: its signature does not hold');
  });

  test('says what was rolled back since, and nobody takes the one before it for newer', async () => {
    const commit = await tested('Good for a while');
    await world.ok('gitenv rollback stg --yes');
    const { status, stderr } = await world.sh('gitenv push prd --skip-upstream --reason "hurry"');
    expect(status).toBe(0);
    expect(stderr).toContain('lets this release pass for a reason: hurry');
    expect(await newest('prd')).toMatchObject({ commit, status: 'Succeeded' });
  });

  test('cannot be written by anybody but the guard, nor be deleted', async () => {
    const [key = ''] = await keys('stg', 'proofs/');
    await expect(put('stg', objectKeys.proof('a'.repeat(40), '1'), '{}')).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const Bucket = await bucketOf('stg');
    await expect(
      s3('stg').send(new DeleteObjectCommand({ Bucket, Key: key })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('is not given to tags that are no question, and those are taken away', async () => {
    const before = await keys('stg', 'proofs/');
    const names = ['{"commit"}', 'x"y', ...Array.from({ length: 8 }, (_, at) => `${at}`)];
    await world.ok(
      `git push --quiet '${plainUrl('stg')}' ${names.map((it) => `'HEAD:refs/tags/gitenv/ask/${it}'`).join(' ')}`,
    );
    const url = plainUrl('stg');
    await until(
      async () => (await world.ok(`git ls-remote '${url}' 'refs/tags/gitenv/ask/*'`)) === '',
    );
    expect(await keys('stg', 'proofs/')).toEqual(before);
    const builds = await new CodeBuildClient(accountOf(world, 'stg')).send(
      new ListBuildsForProjectCommand({ projectName: 'app-guard' }),
    );
    expect(builds.ids?.length).toBeGreaterThan(0);
  });
});

describe('people and the gate', () => {
  const short = async () => (await world.ok('git rev-parse HEAD')).slice(0, 8);

  test('are told rule by rule what it would say', async () => {
    const commit = await world.commit('Ask first');
    const { stdout, status } = await world.sh('gitenv gate explain prd');
    expect(status).toBe(0);
    expect(stdout).toContain(`${commit.slice(0, 8)} is not released there`);
    expect(stdout).toContain(`prd would refuse ${commit.slice(0, 8)}.\nnext: gitenv push stg`);
    await world.ok('git push dev && git push stg');
    expect(await world.ok('gitenv gate explain prd')).toContain('would let');
    const { verdict, answers } = JSON.parse(await world.ok('gitenv gate explain prd --json'));
    expect([verdict, answers.length]).toEqual(['passed', 7]);
  });

  test('withdraw a commit upstream, which then is proven no more', async () => {
    const said = await world.ok(`gitenv withdraw stg ${await short()} --reason 'loses "orders"'`);
    expect(said).toBe(`${await short()} is withdrawn in stg by administrator: loses "orders"`);
    const { status, stderr } = await world.sh('gitenv push prd');
    expect(status).toBe(5);
    expect(stderr).toContain(
      `stg says that ${await short()} is withdrawn there; nothing was changed`,
    );
    expect(await world.ok('git ls-remote stg "refs/tags/gitenv/say/*"')).toBe('');
  });

  test('see a break-glass release until another person has reviewed it', async () => {
    await world.ok("gitenv push prd --skip-upstream --reason 'tills are down'");
    const commit = await short();
    expect(await world.ok('gitenv status')).toContain(
      `review: ${commit} passed the gate of prd for a reason alone`,
    );
    const [one] = JSON.parse(await world.ok('gitenv status --json')).environments.filter(
      (it: { environment: string }) => it.environment === 'prd',
    );
    expect(one.unreviewed[0]).toMatchObject({
      reason: 'tills are down',
      commit: expect.stringContaining(commit),
    });
    await world.ok(`gitenv acknowledge prd ${commit} --review 'I did it myself'`);
    expect(await world.ok('gitenv status')).toContain(`review: ${commit}`);
  });

  test('try a deploy again that failed behind the gate, and come by the gate again', async () => {
    world.write('broken-in-prd', '');
    await tested('Breaks in prd');
    expect(await world.sh('gitenv promote prd --yes')).toMatchObject({ status: 6 });
    const { id } = await newest('prd');
    expect(await keys('prd', objectKeys.gateAnswersOf(id))).toHaveLength(1);
    expect(await world.sh('gitenv retry prd')).toMatchObject({ status: 6 });
    expect(await keys('prd', objectKeys.gateAnswersOf(id))).toHaveLength(2);
    await world.ok('git rm --quiet -f broken-in-prd');
  });

  test('mark a release that failed', async () => {
    const failed = (await history('prd')).find((it: { status: string }) => it.status === 'Failed');
    const said = await world.ok(`gitenv mark prd ${failed.id} --reason 'a drill'`);
    expect(said).toBe(`The release ${failed.id} of prd is marked by administrator: a drill`);
  });

  test.each(['withdraw prd HEAD', 'mark prd HEAD', 'acknowledge prd HEAD'])(
    'have to say why with gitenv %s',
    async (words) => {
      expect(await world.sh(`gitenv ${words}`)).toMatchObject({ status: 2 });
    },
  );

  test('hear of an environment without a gate that it has none', async () => {
    const { status, stderr } = await world.sh('gitenv gate explain dev');
    expect(status).toBe(3);
    expect(stderr).toContain('dev has no gate');
  });
});

describe('a second person', () => {
  test('is asked for by the stack, whatever the work tree says', async () => {
    const configured = (settings: object) => {
      const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
      environments.prd = { ...environments.prd, ...settings };
      world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    };
    configured({ approval: true, separateApprover: true });
    await world.ok('gitenv init prd --yes');
    configured({ separateApprover: false });
    const commit = await tested('Approved by who pushed it');
    await world.ok('gitenv promote prd --yes --no-follow');
    await until(async () => {
      const { stageStates = [] } = await pipeline().send(
        new GetPipelineStateCommand({ name: 'app' }),
      );
      const states = stageStates.flatMap(({ actionStates = [] }) => actionStates);
      return states.some(({ latestExecution }) => latestExecution?.token !== undefined);
    });
    await world.ok(`gitenv approve prd ${commit} --yes --no-follow`);
    await ended((await newest('prd')).id);
    expect(await newest('prd')).toMatchObject({ commit, status: 'Failed' });
    expect(await gateLog()).toContain('administrator pushed it, and must not approve it too');
    configured({ approval: false });
    await world.ok('gitenv init prd --yes');
  });
});

describe('while it is being tried', () => {
  test('the gate tells what it would refuse, and lets pass', async () => {
    const { environments, ...rest } = JSON.parse(world.read('gitenv.json'));
    environments.prd.guarded = 'warn';
    world.write('gitenv.json', JSON.stringify({ ...rest, environments }, null, 2));
    await world.ok('gitenv init prd --yes');
    await world.commit('Try it first');
    const said = await pushPast();
    expect(said).toContain('prd would refuse this release if "guarded" were true: no proof of stg');
    expect(await newest('prd')).toMatchObject({ status: 'Succeeded' });
  });
});
