import { GitenvError } from '../../errors';
import { fitted, type PolicyDocument, type PolicyStatement } from './document';
import { boundaryOf, boundedBy, ownPlaces } from './guards';
import { givenName, isOwnName, type NameScope } from './resource-names';
import type { DeclaredResource, DeclaredTemplate } from './template';
import { type Rights, typeRights } from './type-rights';

/** Actions on resources, as a policy says them. */
export interface GrantedRights {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What a policy is to allow the deploys of. */
export interface Declaration {
  readonly application: string;
  readonly templates: readonly {
    readonly template: DeclaredTemplate;
    /** The stack's name. */
    readonly stack: string;
    /** Parameters that are known before, with stars for what differs. */
    readonly values?: NameScope['values'];
  }[];
  /** What the kit needs beside. */
  readonly more: readonly GrantedRights[];
}

/** What whoever reads a policy should know of it. */
export interface PolicyNotes {
  /** What is allowed on all resources, since AWS gives them ids that nobody knows before, by the types that need it. */
  readonly wide: readonly { readonly type: string; readonly actions: readonly string[] }[];
  /** Resources whose name is not the application's: the policy allows nothing on them. */
  readonly outside: readonly {
    readonly logicalId: string;
    readonly type: string;
    readonly name: string;
  }[];
  /** Roles that may be given any right, since no boundary holds them. */
  readonly unbounded: readonly string[];
}

export interface MadePolicy {
  readonly document: PolicyDocument;
  readonly notes: PolicyNotes;
}

/** Only CDK's own note of its version, which makes nothing. */
const nothing = new Set(['AWS::CDK::Metadata']);
/** Whatever they do is not in this template. */
const opaque = new Set(['AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet']);

/**
 * A policy that allows what the templates declare, on what is named as the application.
 * @param kept statements that somebody wrote himself, which the policy goes on having
 * @throws GitenvError USAGE where the rights for a type are not known
 */
export function makePolicy(
  declaration: Declaration,
  kept: readonly PolicyStatement[] = [],
): MadePolicy {
  const { application, templates } = declaration;
  const resources = templates.flatMap(
    ({ template: { resources: all, file }, stack, values = {} }) =>
      all
        .filter(({ type }) => !nothing.has(type))
        .map((resource) => known(resource, file, { stack, values, resources: all })),
  );
  const named = resources.flatMap((one) =>
    one.given === undefined ? [] : [{ ...one, name: one.given }],
  );
  const names = new Map<string, Set<string>>();
  for (const { name, own } of named.filter((one) => isOwnName(application, one.name)))
    for (const pattern of own) names.set(pattern, (names.get(pattern) ?? new Set()).add(name));
  const granted = [...merged(resources, names, application), ...declaration.more];
  const boundary = boundaryOf(resources);
  const statements = [
    ...granted.flatMap((one) => boundedBy(boundary, statementOf(one))),
    ...ownPlaces(application, granted),
  ];
  const notes = {
    wide: widths(resources),
    outside: named
      .filter(({ name }) => !isOwnName(application, name))
      .map(({ logicalId, type, name }) => ({ logicalId, type, name })),
    unbounded: boundary === undefined ? roles(resources) : [],
  };
  return { document: fitted((fold) => numbered(statements.map(fold), kept)), notes };
}

interface KnownResource extends DeclaredResource {
  readonly own: readonly string[];
  readonly rights: readonly Rights[];
  readonly given: string | undefined;
}

function known(resource: DeclaredResource, file: string, scope: NameScope): KnownResource {
  const { type, logicalId } = resource;
  const rights = opaque.has(type) ? undefined : typeRights(type);
  if (rights) return { ...resource, ...rights, given: givenName(resource, scope) };
  const why = opaque.has(type)
    ? `what it makes is in another template`
    : `AWS publishes no rights for resources of this type`;
  throw new GitenvError(
    'USAGE',
    `No policy can be made for ${logicalId} of ${file}, a ${type || 'resource without a type'}: ${why}`,
    {
      changed: 'nothing',
      advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
    },
  );
}

/** One entry for what is needed on the same resources, however many types need it. */
function merged(
  resources: readonly KnownResource[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
  application: string,
): GrantedRights[] {
  const byPlace = new Map<string, { places: string[]; actions: Set<string> }>();
  for (const { patterns, actions } of resources.flatMap(({ rights }) => rights)) {
    const places = [
      ...new Set(patterns.flatMap((one) => placesOf(one, names.get(one), application))),
    ];
    const entry = byPlace.get(places.join(' ')) ?? { places, actions: new Set() };
    for (const action of actions) entry.actions.add(action);
    byPlace.set(places.join(' '), entry);
  }
  return [...byPlace.values()].map(({ places, actions }) => ({
    resources: places,
    actions: [...actions].sort(),
  }));
}

/** CloudFormation cuts the stack's name in long names that it makes, and leaves as many characters of it at least. */
const leftOfNames = 24;

function placesOf(
  pattern: string,
  given: ReadonlySet<string> | undefined,
  application: string,
): string[] {
  if (!pattern.includes('{name}')) return [pattern];
  const usual =
    application.length > leftOfNames ? `${application.slice(0, leftOfNames)}*` : `${application}-*`;
  const isCovered = (name: string) => name.startsWith(usual.slice(0, -1));
  const names = [usual, ...[...(given ?? [])].filter((name) => !isCovered(name)).sort()];
  return names.map((name) => insert(pattern, name));
}

/** A name may begin with what stands before it in the ARN, such as `alias/` and the slash of a parameter. */
function insert(pattern: string, name: string): string {
  const start = pattern.slice(0, pattern.indexOf('{name}'));
  const bare = start.endsWith('/') ? name.replace(/^\//, '') : name;
  const last = /[^:/]+\/$/.exec(start)?.[0];
  const rest = last !== undefined && bare.startsWith(last) ? bare.slice(last.length) : bare;
  return pattern.replace('{name}', rest).replace(/\*+/g, '*');
}

function statementOf({ actions, resources }: GrantedRights): PolicyStatement {
  const [only] = resources;
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: resources.length === 1 && only !== undefined ? only : resources,
  };
}

/** What gitenv wrote is told by these names from what others added. */
export const sidPrefix = 'Gitenv';

function numbered(
  statements: readonly PolicyStatement[],
  kept: readonly PolicyStatement[],
): PolicyDocument {
  const own = statements.map((one, index) => ({ Sid: `${sidPrefix}${index + 1}`, ...one }));
  return { Version: '2012-10-17', Statement: [...own, ...kept] };
}

function widths(resources: readonly KnownResource[]): PolicyNotes['wide'] {
  const byType = new Map(
    resources.map(({ type, rights }) => [
      type,
      rights.filter(({ patterns }) => patterns.includes('*')).flatMap(({ actions }) => actions),
    ]),
  );
  return [...byType].flatMap(([type, actions]) =>
    actions.length === 0 ? [] : [{ type, actions }],
  );
}

function roles(resources: readonly KnownResource[]): string[] {
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role' || type === 'AWS::IAM::User')
    .map(({ logicalId }) => logicalId);
}
