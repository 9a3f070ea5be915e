import type { EnvironmentSettings } from '../../config/config';
import { GitenvError } from '../../errors';
import { statementsFor, type Variable } from './variable-rights';

type Variables = NonNullable<EnvironmentSettings['variables']>;

/** As much of gitenv's template as its projects and their roles are. */
interface ProjectsTemplate {
  readonly Resources: {
    readonly Build: Project;
    readonly Deploy: Project;
    readonly BuildRole: Role;
    readonly DeployRole: Role;
  };
}

interface Project {
  readonly Properties: { readonly Environment: { readonly EnvironmentVariables: unknown[] } };
}

interface Role {
  readonly Properties: {
    readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: unknown[] } }[];
  };
}

/** CloudFormation takes no longer template in a request. */
const longestTemplate = 51_200;

/**
 * The template with these variables in its projects, and with the rights to read those that are kept elsewhere. CloudFormation's
 * parameters cannot be a list of names and values, so that these are in the template itself.
 * @throws GitenvError BAD_CONFIG if there are too many
 */
export function withProjectVariables(template: string, variables: Variables = {}): string {
  if (Object.values(variables).every((each) => Object.keys(each ?? {}).length === 0))
    return template;
  const parsed: ProjectsTemplate = JSON.parse(template);
  const { Build, BuildRole, Deploy, DeployRole } = parsed.Resources;
  add(Build, BuildRole, variables.build);
  add(Deploy, DeployRole, variables.deploy);
  const text = JSON.stringify(parsed);
  const over = Buffer.byteLength(text) - longestTemplate;
  if (over <= 0) return text;
  throw new GitenvError(
    'BAD_CONFIG',
    `The variables of builds and deploys are ${over} bytes too long`,
    {
      changed: 'nothing',
      advice:
        'Keep the longest as parameters of SSM, and name these: { "parameter": "/its/name" }.',
    },
  );
}

function add(project: Project, role: Role, variables: Variables['build'] = {}): void {
  const entries = Object.entries(variables);
  project.Properties.Environment.EnvironmentVariables.push(
    ...entries.map(([Name, variable]) => ({ Name, ...placeOf(variable) })),
  );
  const read = entries.flatMap(([, variable]) => statementsFor(variable));
  role.Properties.Policies[0]?.PolicyDocument.Statement.push(...read);
}

function placeOf(variable: Variable): { Type: string; Value: string } {
  if (typeof variable === 'string') return { Type: 'PLAINTEXT', Value: variable };
  return 'parameter' in variable
    ? { Type: 'PARAMETER_STORE', Value: variable.parameter }
    : { Type: 'SECRETS_MANAGER', Value: variable.secret };
}
