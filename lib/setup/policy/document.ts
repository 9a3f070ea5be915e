/** A statement as IAM has it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/**
 * How many characters a managed policy may have, white space left out
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export const longestPolicy = 6144;

export function lengthOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

/** How long the names of actions are made until the document fits, the least wide way first. */
const folds: readonly ((statement: PolicyStatement) => PolicyStatement)[] = [
  (statement) => statement,
  (statement) => (isNamed(statement) ? folded(statement, /^(Get|List|Describe)$/) : statement),
  (statement) => (isNamed(statement) ? folded(statement, /^[A-Z]/) : statement),
  (statement) => folded(statement, isNamed(statement) ? /^[A-Z]/ : /^(Get|List|Describe)$/),
];

/**
 * A document that AWS takes. One that is too long has `sqs:Get*` for several actions that begin alike, on the application's
 * own resources first.
 * @returns the first that fits, or the shortest there is
 */
export function fitted(make: (fold: (typeof folds)[number]) => PolicyDocument): PolicyDocument {
  const all = folds.map(make);
  const shortest = all.at(-1) ?? make((statement) => statement);
  return all.find((document) => lengthOf(document) <= longestPolicy) ?? shortest;
}

function isNamed({ Resource, Effect }: PolicyStatement): boolean {
  return Effect === 'Allow' && Resource !== '*';
}

function folded(statement: PolicyStatement, verbs: RegExp): PolicyStatement {
  if (statement.Effect !== 'Allow') return statement;
  const groups = new Map<string, string[]>();
  for (const action of [statement.Action].flat()) {
    const [, start = action, verb = ''] = /^([a-z0-9-]+:([A-Z][a-z]+))/.exec(action) ?? [];
    const key = verbs.test(verb) ? start : action;
    groups.set(key, [...(groups.get(key) ?? []), action]);
  }
  const Action = [...groups].map(([start, actions]) =>
    actions.length === 1 ? (actions[0] ?? start) : `${start}*`,
  );
  return { ...statement, Action };
}
