import type { EnvironmentSettings } from '../../config/config';

/** A value, or where it is kept in the environment's account. */
export type Variable = NonNullable<NonNullable<EnvironmentSettings['variables']>['build']>[string];

/** CodeBuild reads what a variable refers to with the role of its project. */
export function statementsFor(variable: Variable): object[] {
  if (typeof variable === 'string') return [];
  const place = (service: string) =>
    `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}`;
  if ('parameter' in variable) {
    const name = variable.parameter.replace(/^\//, '');
    return [allow('ssm:GetParameters', `${place('ssm')}:parameter/${name}`)];
  }
  // Secrets Manager puts six characters of its own behind a name.
  const [name] = variable.secret.split(':');
  return [
    allow('secretsmanager:GetSecretValue', `${place('secretsmanager')}:secret:${name}-??????`),
  ];
}

function allow(action: string, resource: string): object {
  return { Effect: 'Allow', Action: [action], Resource: [{ 'Fn::Sub': resource }] };
}
