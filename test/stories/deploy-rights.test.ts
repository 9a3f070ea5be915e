import { Look } from './kit-world';
import { makeWorld, type World } from './world';

const template = (...resources: string[]) => ['Resources:', ...resources, ''].join('\n');
const bucket = '  Data: { Type: "AWS::S3::Bucket" }';
const queue = '  Orders: { Type: "AWS::SQS::Queue" }';
const parameter =
  '  Rate: { Type: "AWS::SSM::Parameter", Properties: { Name: !Sub "/${AWS::StackName}/rate", Type: String, Value: "1" } }';
const topic = '  News: { Type: "AWS::SNS::Topic", Properties: { TopicName: app-news } }';

let world: World;
beforeAll(async () => {
  world = await makeWorld({ build: '#!/bin/sh\n' });
  world.write('template.yml', template(bucket, queue, parameter));
  await world.commit('Begin');
  await world.ok('gitenv local up --port 0');
});
afterAll(() => world.end());

const statements = () => JSON.parse(world.read('deploy-policy.json')).Statement;
const doctor = async () => {
  const { findings } = JSON.parse((await world.sh('gitenv doctor --json')).stdout);
  return findings.find(({ check }: { check: string }) => check === 'rights');
};

describe('what a deploy may change', () => {
  test('has to be said where a kit plans and nobody can be asked, before anything is installed', async () => {
    const { status, stderr } = await world.sh('gitenv init dev --yes');
    expect(status).toBe(2);
    expect(stderr).toContain('administrator  everything in the account (AdministratorAccess)');
    expect(stderr).toContain('What may a deploy change in the account of dev?');
    expect(stderr).toContain('--deploy-rights template, --deploy-rights nothing');
    await expect(new Look(world, 'dev').stack('gitenv-app')).rejects.toThrow(/does not exist/);
  });

  test('is shown, written and installed from the template, and the first push is green', async () => {
    const { status, stderr } = await world.sh('gitenv init dev --deploy-rights template --yes');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stderr).toContain('deploys may change what the policy in deploy-policy.json allows');
    expect(stderr).toMatch(/\+ sqs: CreateQueue, .* on arn:aws:sqs:\*:\*:app-\*\n/);
    expect(statements().length).toBeGreaterThan(2);
    const { DeployPolicies } = await new Look(world, 'dev').parameters('gitenv-app');
    expect(DeployPolicies).toMatch(/:policy\/gitenv-app-deploy-policy-/);
    await world.commit('Deploy with gitenv');
    await world.ok('git push');
    expect((await new Look(world, 'dev').stack('app')).status).toBe('CREATE_COMPLETE');
    expect(await doctor()).toMatchObject({ outcome: 'ok' });
  });

  test('does not grow by itself: another type is denied, shown by gitenv init, and green then', async () => {
    world.write('template.yml', template(bucket, queue, parameter, topic));
    await world.commit('Tell the news');
    expect(await doctor()).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('+ sns: '),
      fix: 'gitenv init dev',
    });
    const { status, stderr } = await world.sh('git push');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(
      /The role of deploys lacks the right sns:CreateTopic on arn:aws:sns:eu-west-1:\d+:app-news\./,
    );
    expect(stderr).toMatch(/hint: gitenv init dev\n.*gitenv redeploy dev/);
    const init = await world.sh('gitenv init dev --yes');
    expect(init.stderr).toContain(
      'other things than before: the policy in deploy-policy.json changes',
    );
    expect(init.stderr).toMatch(/\+ sns: CreateTopic, .* on arn:aws:sns:\*:\*:app-\*\n/);
    expect(init.stderr).not.toMatch(/^ {2}[+-] sqs/m);
    await world.commit('Let deploys tell the news');
    await world.ok('git push');
    expect(await doctor()).toMatchObject({ outcome: 'ok' });
  });

  test("is nothing on another application's bucket, and gitenv init says so", async () => {
    const other = '  Other: { Type: "AWS::S3::Bucket", Properties: { BucketName: payroll-data } }';
    world.write('template.yml', template(bucket, queue, parameter, topic, other));
    const { stderr } = await world.sh('gitenv init dev --yes');
    expect(stderr).toContain(
      'Other (AWS::S3::Bucket) is named payroll-data, not as the application: the policy allows nothing on it',
    );
    await world.commit('Take what is not ours');
    const push = await world.sh('git push');
    expect(push.status).not.toBe(0);
    const line =
      /Statement" in deploy-policy.json first:\s+(\{.*\})\n/.exec(push.stderr)?.[1] ?? '{}';
    expect(JSON.parse(line)).toEqual({
      Effect: 'Allow',
      Action: 's3:CreateBucket',
      Resource: 'arn:aws:s3:::payroll-data',
    });
    expect(JSON.stringify(statements())).not.toContain('payroll');
    await world.ok('git reset --quiet --hard HEAD~1');
  });

  test('is what somebody adds to the file, too, and gitenv init keeps that', async () => {
    const document = JSON.parse(world.read('deploy-policy.json'));
    const own = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::payroll-data' };
    document.Statement.push(own);
    world.write('deploy-policy.json', JSON.stringify(document));
    expect(await doctor()).toMatchObject({
      outcome: 'warning',
      message: expect.stringContaining('+ s3: * on arn:aws:s3:::payroll-data'),
    });
    const { stderr } = await world.sh('gitenv init dev --yes');
    expect(stderr).toContain('+ s3: * on arn:aws:s3:::payroll-data');
    expect(statements().at(-1)).toEqual(own);
    expect(await doctor()).toMatchObject({ outcome: 'ok' });
  });

  test('is nothing once that is said, and the policy is gone', async () => {
    const stack = () => new Look(world, 'dev').stack('gitenv-app-deploy-policy');
    expect((await stack()).status).toBe('UPDATE_COMPLETE');
    const { stderr } = await world.sh('gitenv init dev --deploy-rights nothing --yes');
    expect(stderr).toContain('deploys may change nothing yet');
    await expect(stack()).rejects.toThrow(/does not exist/);
    const { DeployPolicies } = await new Look(world, 'dev').parameters('gitenv-app');
    expect(DeployPolicies).toBe('');
  });

  test('goes with the environment', async () => {
    await world.ok('gitenv init dev --deploy-rights template --yes');
    const { stderr } = await world.sh('gitenv destroy dev --confirm dev');
    expect(stderr).toContain('gitenv-app-deploy-policy (the policy of deploys)');
    await expect(new Look(world, 'dev').stack('gitenv-app-deploy-policy')).rejects.toThrow(
      /does not exist/,
    );
  });
});
