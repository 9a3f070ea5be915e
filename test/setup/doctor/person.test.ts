import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Need, type Verb, verbs } from '../../../lib/release/rights/need';
import { policyFor } from '../../../lib/release/rights/policy';
import { needs } from '../../../lib/release/rights/table';
import type { Finding } from '../../../lib/setup/doctor/basis/finding';
import { install, type Stage, setStage } from '../../deploy/stage';
import { testAccount } from '../../local/machine';
import { People, placeIn } from './person-stage';

let stage: Stage;
let people: People;
beforeAll(async () => {
  stage = await setStage();
  people = new People(stage);
  await install(stage);
  await stage.commit('First');
});
afterAll(() => stage.destroy());

const all = Object.keys(verbs) as Verb[];
/** What doctor itself asks beside what verbs need. */
const looking = {
  Effect: 'Allow',
  Action: ['cloudformation:DescribeStacks', 'iam:SimulatePrincipalPolicy'],
  Resource: '*',
};

async function findings(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { stdout } = await stage.gitenv(['doctor', '--json'], { env });
  const told = JSON.parse(stdout) as { findings: Finding[] };
  return told.findings.filter(({ check }) => check === 'person');
}

/** A user with a policy for all verbs, some statements changed, who may ask. */
async function whoHas(change: (statement: object, index: number) => object[]) {
  const policy = policyFor(all, await placeIn(stage));
  const Statement = [...policy.Statement.flatMap(change), looking];
  return people.has({ dev: { ...policy, Statement } });
}

describe('what gitenv doctor says of whoever runs it', () => {
  test('is that all is well for an administrator, and for whoever has all rights', async () => {
    const well = [{ outcome: 'ok', message: 'you may use every verb' }];
    expect(await findings({})).toMatchObject(well);
    expect(await findings(await whoHas((statement) => [statement]))).toMatchObject(well);
  });

  test('names each right that is missing, the verbs that need it, and the statement to ask for', async () => {
    const env = await whoHas((statement) =>
      JSON.stringify(statement).includes('codebuild:StopBuild')
        ? [{ ...statement, Action: ['codebuild:BatchGetBuilds'] }]
        : [statement],
    );
    const [found, ...others] = await findings(env);
    expect(others).toEqual([]);
    const project = (name: string) =>
      `arn:aws:codebuild:eu-west-1:${testAccount}:project/shop-${name}`;
    expect(found?.lacked).toEqual(
      ['build', 'deploy'].map((name) => ({
        action: 'codebuild:StopBuild',
        resource: project(name),
        verbs: ['rollback --now', 'cancel'],
        why: 'stop a build that runs',
      })),
    );
    expect(found?.outcome).toBe('warning');
    expect(found?.message).toContain(
      `rollback --now, cancel: codebuild:StopBuild on ${project('build')}, to stop a build that runs`,
    );
    expect(found?.fix).toBe(
      `ask in account ${testAccount} for ${JSON.stringify([
        {
          Effect: 'Allow',
          Action: ['codebuild:StopBuild'],
          Resource: [project('build'), project('deploy')],
        },
      ])}`,
    );
  });

  test('names every action of the table that one may not', async () => {
    const [found] = await findings(await people.has({ dev: { Statement: [looking] } }));
    const lacked = new Set(found?.lacked?.map(({ action }) => action));
    // Of this environment nothing is approved, and nothing is promoted to or from it.
    const used = (verb: Verb) => !['approve', 'promote', 'promoteOn'].includes(verb);
    // To a first environment no bundle is brought.
    const brings = ({ on, actions }: Need) =>
      (on === 'bundles' || on === 'promotions') && actions.includes('s3:PutObject');
    const wanted = needs.filter(
      (need) => need.on !== 'approval' && !brings(need) && need.verbs.some(used),
    );
    expect([...lacked].sort()).toEqual(
      [...new Set(wanted.flatMap(({ actions }) => actions))].sort(),
    );
  });

  test('is a note for whoever may not simulate it', async () => {
    const env = await people.has({
      dev: { Statement: [{ ...looking, Action: 'cloudformation:DescribeStacks' }] },
    });
    const [found] = await findings(env);
    expect(found).toMatchObject({
      outcome: 'note',
      message: expect.stringContaining('it takes iam:SimulatePrincipalPolicy'),
    });
    expect(found?.fix).toBeNull();
  });

  test('does not take for missing what depends on what only a request knows', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } };
    const found = await findings(await whoHas((statement) => [{ ...statement, Condition }]));
    expect(found).toMatchObject([
      { outcome: 'note', message: expect.stringContaining('aws:sourceip') },
    ]);
  });

  test('goes by the role of a session, also under a path, and by a branch that may be pushed to', async () => {
    const iam = new IAMClient(stage.machine.client());
    const RoleName = 'deployer';
    const trust = { Effect: 'Allow', Principal: { AWS: testAccount }, Action: 'sts:AssumeRole' };
    const role = await iam.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/sso/',
        AssumeRolePolicyDocument: JSON.stringify({ Statement: [trust] }),
      }),
    );
    const push = {
      Effect: 'Deny',
      Action: 'codecommit:GitPush',
      Resource: '*',
      Condition: { StringEquals: { 'codecommit:References': 'refs/heads/main' } },
    };
    const PolicyDocument = JSON.stringify({ Statement: [push] });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'not', PolicyDocument }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const { Credentials: given } = await new STSClient(stage.machine.client()).send(
      new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: 'me' }),
    );
    const [found] = await findings({
      GITENV_CREDENTIALS: 'environment',
      AWS_ACCESS_KEY_ID: given?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey,
      AWS_SESSION_TOKEN: given?.SessionToken,
    });
    expect(found?.lacked).toMatchObject([
      { action: 'codecommit:GitPush', verbs: ['push', 'rollback', 'rollback --now'] },
    ]);
  });
});
