import fs from 'node:fs';
import path from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startMachine, type TestMachine, testAccount, testRegion } from '../../machine';
import { buildspecOf, failureOf, TestProject } from './project';

let machine: TestMachine;
let project: TestProject;
beforeAll(async () => {
  machine = await startMachine();
  project = await TestProject.create(machine, {
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [
        { name: 'A', value: 'project' },
        { name: 'B', value: 'project' },
      ],
    },
  });
  const ssm = new SSMClient(machine.client());
  await new SecretsManagerClient(machine.client()).send(
    new CreateSecretCommand({
      Name: 'app/db',
      SecretString: JSON.stringify({ user: 'ada', password: 'swordfish-1' }),
    }),
  );
  await ssm.send(
    new PutParameterCommand({ Name: '/app/password', Value: 'hunter-22', Type: 'SecureString' }),
  );
});
afterAll(() => machine.destroy());

/** The environment of a build's commands. */
async function environment(buildspec?: string): Promise<Record<string, string>> {
  const build = await project.build(buildspec ?? buildspecOf({ build: { commands: ['env'] } }));
  const lines = await project.output(build);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

describe('the environment of a build', () => {
  test('has a folder for temporary files that a socket can be in, and that goes with the build', async () => {
    const listen = `require('net').createServer().listen(process.env.TMPDIR + '/' + 'x'.repeat(64), () => process.exit())`;
    const build = await project.run(`node -e "${listen}" && echo $TMPDIR`);
    const [folder = ''] = await project.output(build);
    expect(failureOf(build)).toBeUndefined();
    expect(folder.length).toBeLessThan(40);
    await machine.machine.idle();
    expect(fs.existsSync(folder)).toBe(false);
  });

  test("has CodeBuild's own variables", async () => {
    const build = await project.run('env');
    const lines = await project.output(build);
    const [name, uuid] = (build.id ?? '').split(':');
    expect(lines).toEqual(
      expect.arrayContaining([
        `AWS_REGION=${testRegion}`,
        `AWS_DEFAULT_REGION=${testRegion}`,
        `CODEBUILD_BUILD_ID=${name}:${uuid}`,
        `CODEBUILD_BUILD_ARN=${build.arn}`,
        `CODEBUILD_BUILD_NUMBER=${build.buildNumber}`,
        'CODEBUILD_BUILD_SUCCEEDING=1',
        'CODEBUILD_BUILD_IMAGE=aws/codebuild/amazonlinux-x86_64-standard:5.0',
        `CODEBUILD_LOG_PATH=${uuid}`,
        `CODEBUILD_PROJECT_ARN=arn:aws:codebuild:${testRegion}:${testAccount}:project/${name}`,
        `CODEBUILD_START_TIME=${build.startTime?.getTime()}`,
      ]),
    );
  });

  test('has nothing of the environment of the server', async () => {
    process.env.GIT_DIR = '/somewhere';
    process.env.AWS_PROFILE = 'someone';
    process.env.LEAKED = 'yes';
    try {
      const variables = await environment();
      expect(
        Object.keys(variables).filter((name) => /^(GIT_|npm_|LEAKED|TERM)/.test(name)),
      ).toEqual([]);
      expect(variables.AWS_PROFILE).toBeUndefined();
      expect(variables.AWS_CONFIG_FILE).toBe('/dev/null');
      expect(variables.AWS_SHARED_CREDENTIALS_FILE).toBe('/dev/null');
      expect(variables.HOME).not.toBe(process.env.HOME);
    } finally {
      for (const name of ['GIT_DIR', 'AWS_PROFILE', 'LEAKED']) delete process.env[name];
    }
  });

  test('has a home that later builds of the account find again', async () => {
    await project.run('echo kept > ~/file');
    expect(await project.output(await project.run('cat ~/file'))).toEqual(['kept']);
  });

  test('takes the request before the project before the buildspec', async () => {
    const build = await project.build(
      buildspecOf(
        { build: { commands: ['echo $A $B $C'] } },
        { env: { variables: { A: 'buildspec', B: 'buildspec', C: 'buildspec' } } },
      ),
      { environmentVariablesOverride: [{ name: 'A', value: 'request' }] },
    );
    expect(await project.output(build)).toEqual(['request project buildspec']);
  });

  test('takes values literally, and as they were written', async () => {
    const build = await project.build(
      [
        'version: 0.2',
        'env:',
        '  variables:',
        '    LITERAL: $PATH:/x',
        '    DECIMAL: 3.10',
        '    WORD: no',
        '    NOTHING:',
        'phases:',
        '  build:',
        '    commands:',
        '      - echo "$LITERAL $DECIMAL $WORD .$NOTHING."',
      ].join('\n'),
    );
    expect(await project.output(build)).toEqual(['$PATH:/x 3.10 no ..']);
  });

  test('has values from Parameter Store, which the log does not show', async () => {
    const build = await project.build(
      buildspecOf(
        { build: { commands: ['echo "it is <$PASSWORD>"', 'echo ${#PASSWORD}'] } },
        { env: { 'parameter-store': { PASSWORD: '/app/password' } } },
      ),
    );
    expect(await project.output(build)).toEqual(['it is <***>', '9']);
    const folder = path.join(machine.root, 'accounts', testAccount, testRegion, 'logs');
    for (const file of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        expect(fs.readFileSync(path.join(file.parentPath, file.name), 'utf8')).not.toContain(
          'hunter-22',
        );
  });

  test('has values from Secrets Manager, whole or by key, which the log does not show', async () => {
    const build = await project.build(
      buildspecOf(
        {
          build: {
            commands: ['echo "<$PASSWORD> ${#PASSWORD}"', 'echo ${#WHOLE}', 'env | grep STAGED'],
          },
        },
        {
          env: {
            'secrets-manager': {
              PASSWORD: 'app/db:password',
              STAGED: 'app/db:user:AWSCURRENT',
              WHOLE: 'app/db',
            },
          },
        },
      ),
    );
    expect(failureOf(build)).toBeUndefined();
    expect(await project.output(build)).toEqual(['<***> 11', '39', 'STAGED=***']);
  });

  test.each([
    ['app/none', /ResourceNotFoundException/],
    ['app/db:none', /has no key none/],
  ])('fails the build for the secret %s', async (reference, message) => {
    const build = await project.build(
      buildspecOf(
        { build: { commands: ['true'] } },
        { env: { 'secrets-manager': { S: reference } } },
      ),
    );
    expect(failureOf(build)).toMatch(message);
  });

  test('fails the build when a parameter is not there', async () => {
    const build = await project.build(
      buildspecOf(
        { build: { commands: ['echo never'] } },
        { env: { 'parameter-store': { PASSWORD: '/app/missing' } } },
      ),
    );
    expect(failureOf(build)).toBe(
      'DOWNLOAD_SOURCE CLIENT_ERROR: Environment variables: variable PASSWORD: parameter does not exist: /app/missing',
    );
  });

  test('refuses names that are reserved', async () => {
    await expect(
      project.start({ environmentVariablesOverride: [{ name: 'CODEBUILD_X', value: '1' }] }),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  test('exports variables of the live shell as they are in the end', async () => {
    const build = await project.build(
      buildspecOf(
        {
          build: { commands: ['VERSION=1', 'export OTHER=x'] },
          post_build: { commands: ['VERSION=2'] },
        },
        { env: { 'exported-variables': ['VERSION', 'OTHER', 'MISSING'] } },
      ),
    );
    expect(build.exportedEnvironmentVariables).toEqual([
      { name: 'VERSION', value: '2' },
      { name: 'OTHER', value: 'x' },
      { name: 'MISSING', value: '' },
    ]);
  });
});

describe('the credentials of a build', () => {
  test("are those of the project's service role, found by the SDK by itself", async () => {
    const script = `
      const { STSClient, GetCallerIdentityCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-sts'))});
      new STSClient({}).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));`;
    const build = await project.run(
      `node -e ${JSON.stringify(script.replace(/\n\s*/g, ' ')).replace(/\$/g, '\\$')}`,
    );
    expect((await project.output(build)).join('\n')).toContain(
      `arn:aws:sts::${testAccount}:assumed-role/${project.name}-role/AWSCodeBuild-${build.id?.split(':')[1]}`,
    );
  });

  test('are given only for the token, and only while the build runs', async () => {
    const build = await project.run(
      'node -e "fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI).then((r) => console.log(r.status))"',
      'echo $AWS_CONTAINER_CREDENTIALS_FULL_URI $AWS_CONTAINER_AUTHORIZATION_TOKEN',
    );
    const [status, line = ''] = await project.output(build);
    expect(status).toBe('404');
    const [uri = '', token = ''] = line.split(' ');
    const reply = await fetch(uri, { headers: { authorization: token } });
    expect(reply.status).toBe(404);
  });

  test('are missing when the role is, and the build fails before it starts', async () => {
    const orphan = await TestProject.create(machine, {
      serviceRole: `arn:aws:iam::${testAccount}:role/not-there`,
    });
    const build = await orphan.run('echo never');
    expect(failureOf(build)).toMatch(/^PROVISIONING CLIENT_ERROR: .*not-there/);
  });
});
