import { parameters } from '../../../lib/contract';
import { installed } from '../installed';
import { guardTemplate } from '../template';

/** What a role of the template may do, whatever to: `BuildRole s3:GetObject`. */
export type Pair = `${string} ${string}`;

interface Role {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
}

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
}

/** Every right that the template can give to a role, with all that a team can ask for. */
export const everything = {
  [parameters.privileged]: 'yes',
  [parameters.sourceRepositories]: 'arn:aws:codecommit:eu-west-1:111111111111:modules',
  [parameters.githubSubject]: 'repo:team/shop:ref:refs/heads/main',
  [parameters.cache]: 'bucket',
  [parameters.driftSchedule]: 'rate(1 hour)',
  [parameters.vpc]: 'vpc-1',
  [parameters.subnets]: 'subnet-1',
  [parameters.verify]: 'yes',
  [parameters.guarded]: 'yes',
};

/** What both stacks of an environment make. */
export function madeWith(values: Readonly<Record<string, string>>) {
  return { ...installed(values), ...installed({ Bucket: 'its-bucket' }, guardTemplate()) };
}

export function pairsOf(values: Readonly<Record<string, string>> = everything): Pair[] {
  const resources = Object.entries(madeWith(values));
  const roles = resources.filter(([id]) => id.endsWith('Role'));
  const own = roles.flatMap(([id, role]) =>
    actionsOf(role).map((action): Pair => `${id} ${action}`),
  );
  const shared = resources.flatMap(([, { Roles = [], PolicyDocument }]) =>
    (Roles as string[]).flatMap((role) =>
      allowedIn(PolicyDocument.Statement).map(
        (action): Pair => `${role.replace(/[<>]/g, '')} ${action}`,
      ),
    ),
  );
  const found = [...own, ...shared];
  return [...new Set(found)].sort();
}

function actionsOf({ Policies }: Role): string[] {
  return allowedIn(Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement));
}

function allowedIn(statements: readonly Statement[]): string[] {
  return statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
}
