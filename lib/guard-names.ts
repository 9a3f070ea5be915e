/**
 * The names that the template, the CLI and the guard's program agree on. As in `contract.ts`, a name is only ever added.
 */

/** Physical names of what an environment has if it is guarded, or proves to the next one what it has released. */
export function guardNamesOf(application: string) {
  return {
    project: `${application}-guard`,
    logGroup: `/gitenv/${application}/guard`,
    /** Starts the guard when a release ends. */
    recordRule: `${application}-record`,
    /** Starts the guard when somebody asks for a proof, or says something of a commit or a release. */
    tagRule: `${application}-tag`,
    /** Of the key that records and proofs are signed with. */
    alias: `alias/${application}-guard`,
  };
}

/** The role of the guard, which the policies of the bucket and of the key know by its name. At most 64 characters. */
export function guardRole(application: string, region: string): string {
  return `${application}-guard-${region}`;
}

/** CloudFormation parameters of the guard's template. */
export const guardParameters = {
  application: 'Application',
  environment: 'Environment',
  branch: 'Branch',
  /** Name of the environment's bucket. */
  bucket: 'Bucket',
  guarded: 'Guarded',
  /** SHA-256 of the program, 64 hex digits. */
  program: 'GuardProgram',
  /** What the gate goes by, as `lib/guard/settings` writes it. */
  rules: 'GateRules',
  permissionsBoundary: 'PermissionsBoundary',
  logRetentionDays: 'LogRetentionDays',
} as const;

/**
 * What the guard of an environment does: nothing, since there is none; record what was released, and prove it to the environment
 * that comes next; also say what it would refuse; or refuse it.
 */
export const guardedModes = { no: 'no', records: 'records', warn: 'warn', yes: 'yes' } as const;
export type GuardedMode = (typeof guardedModes)[keyof typeof guardedModes];

/** What the guard is told beside the names of application, environment and bucket. */
export const guardVariables = {
  /** What it is started for: one of `guardTasks`. */
  task: 'GITENV_GUARD_TASK',
  /** SHA-256 of its program, 64 hex digits; empty where `gitenv init` has stored none. */
  program: 'GITENV_GUARD_PROGRAM',
  /** The text that fetches the program, compares its digest and runs it. */
  start: 'GITENV_GUARD_START',
  /** One of `guardedModes`. */
  mode: 'GITENV_GUARDED',
  branch: 'GITENV_BRANCH',
  /** What the gate goes by, as `lib/guard/settings` writes it. */
  rules: 'GITENV_GATE_RULES',
  /** Who said something, and by which tag: words of EventBridge. */
  saidBy: 'GITENV_SAID_BY',
  said: 'GITENV_SAID',
} as const;

/** What the guard can be started for. */
export const guardTasks = { record: 'record', gate: 'gate', tag: 'tag' } as const;
export type GuardTask = (typeof guardTasks)[keyof typeof guardTasks];

/** What the guard's program ends with where the gate refuses a release, which CodePipeline keeps with the action. */
export const refusedStatus = 77;
