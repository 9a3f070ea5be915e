import { parameters } from '../../../lib/contract';
import { guardedModes } from '../../../lib/guard-names';
import { installed } from '../installed';

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
  [parameters.guarded]: guardedModes.yes,
};

export function pairsOf(values: Readonly<Record<string, string>> = everything): Pair[] {
  const roles = Object.entries(installed(values)).filter(([id]) => id.endsWith('Role'));
  const found = roles.flatMap(([id, role]) =>
    actionsOf(role).map((action): Pair => `${id} ${action}`),
  );
  return [...new Set(found)].sort();
}

function actionsOf({ Policies }: Role): string[] {
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action);
}
