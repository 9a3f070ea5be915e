import type { ShellName } from '../shell/script';

export const phaseNames = ['install', 'pre_build', 'build', 'post_build'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A buildspec as it is executed: every default filled in, every scalar still the text that was written. */
export interface Buildspec {
  /** 0.1 runs each command in a shell of its own. */
  readonly version: '0.1' | '0.2';
  readonly env: EnvironmentSpec;
  readonly phases: Readonly<Partial<Record<PhaseName, PhaseSpec>>>;
  readonly artifacts: ArtifactsSpec | undefined;
  readonly secondaryArtifacts: Readonly<Record<string, ArtifactsSpec>>;
  readonly reports: Readonly<Record<string, ReportSpec>>;
  readonly cache: CacheSpec;
  readonly batch: BatchSpec | undefined;
  /** What was understood but is probably not what was meant, one sentence each, with the line. */
  readonly warnings: readonly string[];
}

export interface EnvironmentSpec {
  readonly shell: ShellName;
  readonly variables: Readonly<Record<string, string>>;
  readonly parameterStore: Readonly<Record<string, string>>;
  readonly secretsManager: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  readonly gitCredentialHelper: boolean;
}

export interface PhaseSpec {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
  readonly onFailure: OnFailure;
  readonly runtimeVersions: Readonly<Record<string, string>>;
}

export type OnFailure =
  | { readonly action: 'DEFAULT' | 'ABORT' | 'CONTINUE' }
  /** `pattern` is searched for in the phase's output; without one every failure is tried again. */
  | { readonly action: 'RETRY'; readonly count: number; readonly pattern: RegExp | undefined };

export interface ArtifactsSpec {
  readonly files: readonly string[];
  readonly name: string | undefined;
  readonly baseDirectory: string | undefined;
  readonly discardPaths: boolean;
  readonly excludePaths: readonly string[];
  readonly enableSymlinks: boolean;
  readonly s3Prefix: string | undefined;
}

export interface ReportSpec {
  readonly files: readonly string[];
  readonly baseDirectory: string | undefined;
  readonly discardPaths: boolean;
  /** In capitals, whatever was written. */
  readonly fileFormat: string;
}

export interface CacheSpec {
  readonly paths: readonly string[];
  readonly key: string | undefined;
  readonly fallbackKeys: readonly string[];
  readonly restores: boolean;
  readonly saves: boolean;
}

/** One build of a batch, before it is started. */
export interface BatchEntry {
  readonly identifier: string;
  readonly buildspec: string | undefined;
  readonly dependsOn: readonly string[];
  readonly ignoreFailure: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly computeType: string | undefined;
  readonly image: string | undefined;
  readonly type: string | undefined;
  readonly privileged: boolean | undefined;
}

export interface BatchSpec {
  readonly fastFail: boolean;
  readonly kind: 'list' | 'matrix' | 'graph';
  readonly entries: readonly BatchEntry[];
}

/** A buildspec that cannot be used: where, why, and what to write instead. */
export class BuildspecError extends Error {
  override readonly name = 'BuildspecError';

  constructor(
    message: string,
    /** Counted from 1; 0 where the whole file is meant. */
    readonly line: number,
    readonly column: number,
  ) {
    super(line > 0 ? `line ${line}, column ${column}: ${message}` : message);
  }
}
