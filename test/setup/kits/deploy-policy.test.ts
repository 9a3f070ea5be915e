import { AttachRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { createColors } from 'picocolors';
import { renderInitEvent } from '../../../cli/render/init';
import { renderInit } from '../../../cli/render/init-result';
import { openAccount } from '../../../lib/aws/account/account';
import { environmentOf, parseConfig } from '../../../lib/config/config';
import { checkRights } from '../../../lib/setup/doctor/rights';
import { accounts, type InitStage, setInitStage, template } from '../init/stage';

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
};
/** The role as the template has it: with a policy of its own. */
const deployRole = {
  DeployRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'deploys',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'codebuild.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [{ PolicyName: 'DeployRole', PolicyDocument: policy }],
    },
  },
};

const planning = 'phases:\n  build:\n    commands:\n      - node .gitenv/kit.cjs plan\n';

let stage: InitStage;
beforeEach(async () => {
  stage = await setInitStage();
  stage.write('buildspec.yml', planning);
});
afterEach(() => stage.destroy());

const install = () =>
  stage.init(['dev'], { template: template(deployRole), settings: { deployRights: 'nothing' } });
const iam = () => new IAMClient(stage.machine.client(accounts.dev));

async function examined() {
  stage.git('add', '--all');
  stage.git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-qm', 'Deploy with gitenv');
  const config = parseConfig(stage.read('gitenv.json'));
  const environment = environmentOf(config, 'dev');
  const account = await openAccount({ ...environment, environment: 'dev' });
  const patient = { environment, root: stage.repository, config, template: '' };
  return checkRights(account, {
    ...patient,
    guard: { template: '{}', program: Buffer.alloc(0) },
    now: new Date(0),
    patienceMs: 5000,
    shared: Promise.resolve(undefined),
  });
}

describe('an environment whose deploys may change nothing', () => {
  test('is told of when it is installed, with the command that changes it', async () => {
    const { result } = await install();
    expect(result?.withoutDeployPolicy).toEqual(['dev']);
    expect(result && renderInit(result, createColors(false))).toContain(
      "deploys may change nothing in the account yet (the kit's README says what they need): gitenv init dev --deploy-rights <ARN of a policy of yours>",
    );
  });

  test('is no news to a repository without plans', async () => {
    stage.write('buildspec.yml', 'phases: {}\n');
    expect((await install()).result?.withoutDeployPolicy).toEqual([]);
    expect(await examined()).toEqual([]);
  });

  test('is a problem for gitenv doctor', async () => {
    await install();
    expect(await examined()).toEqual([
      {
        check: 'rights',
        environment: 'dev',
        outcome: 'problem',
        message:
          'deploys may change nothing in the account: their role has no policy but that of gitenv',
        fix: 'gitenv init dev --deploy-rights <ARN of a policy of yours>',
      },
    ]);
  });

  test.each([
    [
      'is attached',
      () =>
        new AttachRolePolicyCommand({
          RoleName: 'deploys',
          PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
        }),
    ],
    [
      'is its own, as grants of the CDK are',
      () =>
        new PutRolePolicyCommand({
          RoleName: 'deploys',
          PolicyName: 'DeployGrants',
          PolicyDocument: JSON.stringify(policy),
        }),
    ],
  ])('is none once a policy %s', async (_, command) => {
    await install();
    await iam().send(command() as AttachRolePolicyCommand);
    expect((await install()).result?.withoutDeployPolicy).toEqual([]);
    expect(await examined()).toMatchObject([{ check: 'rights', outcome: 'ok' }]);
  });
});

describe('the question what deploys may change', () => {
  const ask = (answers: Parameters<InitStage['init']>[2], settings = {}) =>
    stage.init(['dev'], { template: template(deployRole), settings }, answers);

  test('is asked once, and its answer is kept', async () => {
    const rights = jest.fn(() => 'administrator' as const);
    const { result, events } = await ask({ confirm: true, rights });
    expect(result?.files).toContain('gitenv.json');
    expect(rights).toHaveBeenCalledWith({
      environments: ['dev'],
      kit: undefined,
      choices: ['nothing', 'administrator'],
    });
    expect(JSON.parse(stage.read('gitenv.json')).environments.dev.deployRights).toBe(
      'administrator',
    );
    const [event] = events.filter(({ kind }) => kind === 'policy');
    expect(event && renderInitEvent(event, ['dev'], createColors(false))).toEqual([
      'dev  deploys may change everything in the account (AdministratorAccess)',
      '  ! whoever may push then has every right in the account by way of a deploy',
    ]);
    await ask({ confirm: true, rights });
    expect(rights).toHaveBeenCalledTimes(1);
  });

  test('stops an installation where nobody answers, before anything is made', async () => {
    const { error } = await ask({ confirm: true });
    expect(error?.code).toBe('CONFIRMATION_NEEDED');
    expect(stage.git('remote')).toBe('');
  });

  test('has no answer that contradicts a policy', async () => {
    const arn = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const { error } = await ask(
      { confirm: true },
      { deployRights: 'nothing', deployPolicies: [arn] },
    );
    expect(error).toMatchObject({ code: 'USAGE', changed: 'nothing' });
  });
});
