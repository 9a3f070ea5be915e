import type { Build, Project } from '@aws-sdk/client-codebuild';
import type { Context } from '../../../base/context';
import type { Records } from '../../../base/store';

/** AWS's shape as it is kept: records are JSON, so a time is an ISO string. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

/** What a pipeline's action asks of its build, beside the project. */
export interface PipelineJob {
  readonly pipeline: string;
  readonly executionId: string;
  readonly inputs: readonly ArtifactLocation[];
  /** The input whose content becomes the source folder. */
  readonly primarySource: string;
  readonly outputs: readonly ArtifactLocation[];
  /** The commit of the primary input, where its source action reported one. */
  readonly sourceRevision: string | undefined;
}

/** An artifact of a pipeline: an object in its store. */
export interface ArtifactLocation {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
}

/** A build and all that is needed to run it again. */
export interface BuildRecord {
  readonly build: Stored<Build>;
  /** The project as it was when the build was asked for, with the request's overrides. */
  readonly project: Stored<Project>;
  readonly pipeline?: PipelineJob;
  /** Variables of the request, which win over the project's. */
  readonly overrides: readonly Variable[];
  readonly idempotencyToken?: string;
  readonly batch?: { readonly id: string; readonly identifier: string };
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

export const projectsOf = (context: Context): Records<Stored<Project>> =>
  context.records('codebuild/projects');

export const buildsOf = (context: Context): Records<BuildRecord> =>
  context.archive('codebuild/builds');

/** The number of each project's newest build. */
export const numbersOf = (context: Context): Records<number> =>
  context.records('codebuild/numbers');

export function store<T>(value: T): Stored<T> {
  return JSON.parse(JSON.stringify(value)) as Stored<T>;
}

const times = new Set([
  'startTime',
  'endTime',
  'created',
  'lastModified',
  'expired',
  'requestedOn',
]);

/** The shape that goes out: times are dates again. */
export function revive<T>(stored: Stored<T>): T {
  return reviveValue('', stored) as T;
}

function reviveValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return times.has(key) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((item) => reviveValue('', item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, reviveValue(name, inner)]),
  );
}
