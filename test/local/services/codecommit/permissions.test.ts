import {
  CodeCommitClient,
  CreateRepositoryCommand,
  DeleteBranchCommand,
  PutFileCommand,
} from '@aws-sdk/client-codecommit';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { type Signer, signedUrl, Workspace } from './workspace';

let machine: TestMachine;
let work: Workspace;
let commit: string;

beforeAll(async () => {
  machine = await startMachine();
  work = await new Workspace().init();
  const client = new CodeCommitClient(machine.client());
  await client.send(new CreateRepositoryCommand({ repositoryName: 'app', tags: { team: 'web' } }));
  commit = await work.commit('First');
  await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main', 'main:other');
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

/** Someone who works through a role with this statement among its policies. */
async function someone(RoleName: string, statement: object): Promise<Signer> {
  const iam = new IAMClient(machine.client());
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${testAccount}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  });
  const role = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }, statement];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'work',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const { Credentials } = await new STSClient(machine.client()).send(
    new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: 'ada' }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

const restriction = (Condition: object) => ({
  Effect: 'Deny',
  Action: ['codecommit:GitPush', 'codecommit:DeleteBranch', 'codecommit:PutFile'],
  Resource: `arn:aws:codecommit:${testRegion}:${testAccount}:app`,
  Condition,
});
const onMain = { StringEqualsIfExists: { 'codecommit:References': ['refs/heads/main'] } };
const withRef = { Null: { 'codecommit:References': 'false' } };

describe('a role that must not push to main', () => {
  let signer: Signer;
  let url: string;
  beforeAll(async () => {
    signer = await someone('developer', restriction({ ...onMain, ...withRef }));
    url = signedUrl(machine, 'app', { signer });
  });

  test('is refused there, and shown why', async () => {
    await work.commit('Forbidden');
    const { code, stderr } = await work.try('push', url, 'main');
    expect(code).toBe(1);
    expect(stderr).toContain('403');
    const listed = await work.git('ls-remote', url, 'refs/heads/main');
    expect(listed).toBe(`${commit}\trefs/heads/main`);
  });

  test('may push elsewhere, and fetch', async () => {
    await work.git('push', '--quiet', url, 'main:side');
    await work.git('fetch', '--quiet', url, 'main');
  });

  test('is refused as a whole where main is among others', async () => {
    const { code } = await work.try('push', url, 'main:main', 'main:third');
    expect(code).toBe(1);
    expect(await work.git('ls-remote', url, 'third')).toBe('');
  });

  test('cannot get round it through the API', async () => {
    const client = new CodeCommitClient({ ...machine.client(), credentials: signer });
    const put = new PutFileCommand({
      repositoryName: 'app',
      branchName: 'main',
      filePath: 'x',
      fileContent: Buffer.from('x'),
      parentCommitId: commit,
    });
    await expect(client.send(put)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${testAccount}:assumed-role/developer/ada is not authorized to perform: codecommit:PutFile on resource: arn:aws:codecommit:${testRegion}:${testAccount}:app with an explicit deny in an identity-based policy`,
    });
    await client.send(new DeleteBranchCommand({ repositoryName: 'app', branchName: 'other' }));
  });
});

test('a restriction that forgets requests without a ref refuses every push', async () => {
  const signer = await someone('forgetful', restriction(onMain));
  const { code } = await work.try('push', signedUrl(machine, 'app', { signer }), 'main:mine');
  expect(code).toBe(128);
});

test('a restriction may go by the tags of the repository', async () => {
  const ofTeam = (team: string) => restriction({ StringEquals: { 'aws:ResourceTag/team': team } });
  const [far, near] = [await someone('far', ofTeam('far')), await someone('near', ofTeam('web'))];
  await work.git('push', '--quiet', signedUrl(machine, 'app', { signer: far }), 'main:far');
  const { code } = await work.try('push', signedUrl(machine, 'app', { signer: near }), 'main:near');
  expect(code).toBe(128);
});

test('a condition that this machine cannot judge is named rather than passed over', async () => {
  const signer = await someone(
    'unknown',
    restriction({ StringMatches: { 'codecommit:References': 'x' } }),
  );
  const { stderr } = await work.try('push', signedUrl(machine, 'app', { signer }), 'main:mine');
  expect(stderr).toMatch(/501|StringMatches/);
});
