import { parseConfig } from '../../../lib/config/config';
import { withProjectVariables } from '../../../lib/setup/projects/variables';
import { installed } from '../../bootstrap/installed';
import { template } from '../../bootstrap/template';

type Variables = Parameters<typeof withProjectVariables>[1];

const text = () => JSON.stringify(template());
const installedWith = (variables: Variables) =>
  installed({}, JSON.parse(withProjectVariables(text(), variables)));

/** The last statement of a role's own policy. */
const lastOf = (role: { Policies: { PolicyDocument: { Statement: unknown[] } }[] }) =>
  role.Policies[0]?.PolicyDocument.Statement.at(-1);

describe('the variables of builds and deploys', () => {
  test('are those of either project, by value and by reference', () => {
    const { Build, Deploy } = installedWith({
      build: { LEVEL: 'warn', TOKEN: { secret: 'npm:token' } },
      deploy: { HOST: { parameter: '/shop/host' } },
    });
    expect(Build.Environment.EnvironmentVariables.slice(3)).toEqual([
      { Name: 'LEVEL', Type: 'PLAINTEXT', Value: 'warn' },
      { Name: 'TOKEN', Type: 'SECRETS_MANAGER', Value: 'npm:token' },
    ]);
    expect(Deploy.Environment.EnvironmentVariables.slice(3)).toEqual([
      { Name: 'HOST', Type: 'PARAMETER_STORE', Value: '/shop/host' },
    ]);
  });

  test('may be read by the role of the project that has them, and by no other', () => {
    const before = installed();
    const secret = { TOKEN: { secret: 'shop/npm:token' } };
    const { BuildRole, DeployRole } = installedWith({ build: secret });
    expect(lastOf(BuildRole)).toEqual({
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: ['arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/npm-??????'],
    });
    expect(DeployRole).toEqual(before.DeployRole);
    const host = installedWith({ deploy: { HOST: { parameter: 'host' } } });
    expect(lastOf(host.DeployRole)).toEqual({
      Effect: 'Allow',
      Action: ['ssm:GetParameters'],
      Resource: ['arn:aws:ssm:eu-west-1:111111111111:parameter/host'],
    });
    expect(host.BuildRole).toEqual(before.BuildRole);
  });

  test('that are values alone need no right', () => {
    const { BuildRole } = installedWith({ build: { A: '1' }, deploy: {} });
    expect(BuildRole).toEqual(installed().BuildRole);
  });

  test('that are none leave the template as it is', () => {
    expect(withProjectVariables(text())).toBe(text());
    expect(withProjectVariables(text(), { build: {} })).toBe(text());
  });

  test('that make the template too long for CloudFormation are refused', () => {
    const build = { A: 'x'.repeat(4000), B: 'x'.repeat(20_000) };
    expect(() => withProjectVariables(text(), { build })).toThrow(
      /^The variables of builds and deploys are \d+ bytes too long; nothing was changed\.$/,
    );
  });

  test.each([
    [{ CODEBUILD_X: 'a' }, 'build.CODEBUILD_X: CodeBuild or gitenv sets a variable of this name'],
    [{ GITENV_COMMIT: 'a' }, 'build.GITENV_COMMIT: CodeBuild or gitenv sets a variable'],
    [{ '1A': 'a' }, 'build.1A: a variable is letters, digits and _'],
    [{ A: { value: 'x' } }, 'build.A: a variable is a text, { "parameter": "/its/name" }'],
    [{ A: { parameter: 'a b' } }, 'build.A.parameter: this is no name of a parameter in AWS'],
    [{ A: 1 }, 'build.A: a variable is a text'],
  ])('are refused if they cannot be: %j', (build, message) => {
    const dev = { region: 'eu-west-1', variables: { build } };
    const config = JSON.stringify({ application: 'shop', environments: { dev } });
    expect(() => parseConfig(config)).toThrow(`environments.dev.variables.${message}`);
  });

  test('may say how long a build waits for what another release has left', () => {
    const build = { GITENV_SETTLE_SECONDS: '60' };
    const dev = { region: 'eu-west-1', variables: { build } };
    const config = parseConfig(JSON.stringify({ application: 'shop', environments: { dev } }));
    expect(config.environments.dev?.variables).toEqual({ build });
  });
});
