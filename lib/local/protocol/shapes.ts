/**
 * The shapes of requests and replies, as the tables in `generated/` have them from the SDK's own schemas; those in
 * `written/` are of services that have no SDK client here. A table is read when its service is first asked for.
 */

/** A scalar's kind, or `#Name` of a structure. */
export type TypeName = string;

export type ShapeType = TypeName | { readonly list: ShapeMember } | { readonly map: ShapeMember };

/** A member's type, and how it travels where that is not simply under its own name. */
export type ShapeMember = ShapeType | (Bindings & { readonly type: ShapeType });

export interface Bindings {
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: 1;
  readonly httpLabel?: 1;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
}

export interface StructureShape {
  readonly required?: readonly string[];
  readonly xmlName?: string;
  readonly members: Readonly<Record<string, ShapeMember>>;
}

export interface OperationShape {
  readonly input?: string;
  readonly output?: string;
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly bucket?: boolean;
  /** Query parameters without which the address means another operation. */
  readonly query?: readonly string[];
}

export interface ShapeTable {
  readonly operations: Readonly<Record<string, OperationShape>>;
  readonly shapes: Readonly<Record<string, StructureShape>>;
}

const tables: Readonly<Record<string, () => ShapeTable>> = {
  cloudformation: () => require('../generated/cloudformation.json'),
  cloudfront: () => require('../generated/cloudfront.json'),
  codebuild: () => require('../generated/codebuild.json'),
  codecommit: () => require('../generated/codecommit.json'),
  codepipeline: () => require('../generated/codepipeline.json'),
  events: () => require('../generated/events.json'),
  iam: () => require('../generated/iam.json'),
  kms: () => require('../generated/kms.json'),
  logs: () => require('../generated/logs.json'),
  s3: () => require('../generated/s3.json'),
  scheduler: () => require('../generated/scheduler.json'),
  secretsmanager: () => require('../generated/secretsmanager.json'),
  ssm: () => require('../generated/ssm.json'),
  sts: () => require('../generated/sts.json'),
};

/** The services whose shapes are made from the SDK's schemas. */
export const tabledServices = Object.keys(tables);

const written: typeof tables = { ecr: () => require('../written/ecr.json') };

export function shapesOf(service: string): ShapeTable | undefined {
  return (tables[service] ?? written[service])?.();
}

export function bindingsOf(member: ShapeMember): Bindings {
  return typeof member === 'object' && 'type' in member ? member : {};
}

export function typeOf(member: ShapeMember): ShapeType {
  return typeof member === 'object' && 'type' in member ? member.type : member;
}
