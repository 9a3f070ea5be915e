import { CodeBuildClient, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { CodeCommitClient, MergeBranchesByFastForwardCommand } from '@aws-sdk/client-codecommit';
import {
  RetryStageExecutionCommand,
  RollbackStageCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { objectKeys } from '../../lib/object-keys';
import { until } from '../local/until';
import { accountOf } from './account-of';
import { type GuardedWorld, makeGuardedWorld } from './gate-world';
import type { World } from './world';

/** One world for all, in which what dev and stg release is played on from story to story. */
let guarded: GuardedWorld;
let world: World;
beforeAll(async () => {
  guarded = await makeGuardedWorld();
  world = guarded.world;
});
afterAll(() => world?.end());

const pipeline: GuardedWorld['pipeline'] = (...given) => guarded.pipeline(...given);
const s3: GuardedWorld['s3'] = (...given) => guarded.s3(...given);
const history: GuardedWorld['history'] = (...given) => guarded.history(...given);
const newest: GuardedWorld['newest'] = (...given) => guarded.newest(...given);
const ended: GuardedWorld['ended'] = (...given) => guarded.ended(...given);
const begunOf: GuardedWorld['begunOf'] = (...given) => guarded.begunOf(...given);
const gateLog: GuardedWorld['gateLog'] = (...given) => guarded.gateLog(...given);
const plainUrl: GuardedWorld['plainUrl'] = (...given) => guarded.plainUrl(...given);
const pushPast: GuardedWorld['pushPast'] = (...given) => guarded.pushPast(...given);
const bucketOf: GuardedWorld['bucketOf'] = (...given) => guarded.bucketOf(...given);
const keys: GuardedWorld['keys'] = (...given) => guarded.keys(...given);
const tested: GuardedWorld['tested'] = (...given) => guarded.tested(...given);

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
