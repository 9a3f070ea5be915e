import { namesOf } from '../../contract';
import { textOrNone } from '../../fields';
import type { PolicyStatement } from './document';
import type { DeclaredResource } from './template';

/**
 * What the permissions boundary of a role or user is asked for
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 */
const conditioned = new Set(
  'CreateRole CreateUser AttachRolePolicy AttachUserPolicy DetachRolePolicy DetachUserPolicy PutRolePolicy PutUserPolicy DeleteRolePolicy DeleteUserPolicy PutRolePermissionsBoundary PutUserPermissionsBoundary'
    .split(' ')
    .map((name) => `iam:${name}`),
);

/** The boundary that every role and user of the templates has; undefined where one has none, or none that is known. */
export function boundaryOf(resources: readonly DeclaredResource[]): readonly string[] | undefined {
  const holders = resources.filter(({ type }) => /^AWS::IAM::(Role|User)$/.test(type));
  const boundaries = holders.map(({ properties }) => arnOf(properties.PermissionsBoundary));
  const certain = boundaries.filter((one) => one !== undefined);
  return holders.length > 0 && certain.length === holders.length
    ? [...new Set(certain)]
    : undefined;
}

/** An ARN in which the account and the region may be the stack's own. */
function arnOf(value: unknown): string | undefined {
  const sub =
    typeof value === 'object' && value !== null && 'Fn::Sub' in value ? value['Fn::Sub'] : value;
  const text = textOrNone(sub)
    ?.replace(/\$\{AWS::Partition\}/g, 'aws')
    .replace(/\$\{AWS::\w+\}/g, '*');
  return text !== undefined && /^arn:[^${]+:policy\/[^${*]+$/.test(text) ? text : undefined;
}

/** Rights over roles only as far as these have the boundary, and none to take it away. */
export function boundedBy(
  boundary: readonly string[] | undefined,
  statement: PolicyStatement,
): PolicyStatement[] {
  const actions = [statement.Action].flat();
  if (boundary === undefined || !actions.some((action) => conditioned.has(action)))
    return [statement];
  const held = actions.filter((action) => conditioned.has(action));
  const free = actions.filter(
    (action) => !conditioned.has(action) && !/PermissionsBoundary$/.test(action),
  );
  return [
    ...(free.length > 0 ? [{ ...statement, Action: free }] : []),
    {
      ...statement,
      Action: held,
      Condition: { ArnLike: { 'iam:PermissionsBoundary': boundary } },
    },
  ];
}

/**
 * What gitenv's own stack has made is named as the application, too: no deploy changes that.
 * @param granted what the policy allows elsewhere
 */
export function ownPlaces(
  application: string,
  granted: readonly { readonly actions: readonly string[] }[],
): PolicyStatement[] {
  const services = new Set(granted.flatMap(({ actions }) => actions.map((it) => it.split(':')[0])));
  const names = namesOf(application);
  const places = [
    { service: 'iam', kind: 'role', names: [names.pusherRole, `${application}-lock-*`] },
    { service: 'events', kind: 'rule', names: [`${names.pushRule}*`, names.driftRule] },
    { service: 'scheduler', kind: 'schedule/default', names: [names.lockBegins, names.lockEnds] },
  ].filter(({ service }) => services.has(service));
  if (places.length === 0) return [];
  return [
    {
      Effect: 'Deny',
      Action: places.map(({ service }) => `${service}:*`),
      Resource: places.flatMap(({ service, kind, names: all }) =>
        all.map((name) => `arn:aws:${service}:*:*:${kind}/${name}`),
      ),
    },
  ];
}
