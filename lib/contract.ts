/**
 * The names that the template, the CLI and the buildspecs agree on. Renaming one is a breaking change for every
 * stack already installed, so a name here is only ever added.
 */

/** Written into the stack's outputs; `gitenv init` compares it with its own to tell an upgrade from no change. */
export const contractVersion = '3';

/** `application` names the repository, the pipeline and everything derived: 2 to 40 characters, lower case. */
export const applicationPattern = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;

/** Names that no application can have: its pipeline's artifacts would lie in the bucket among what these keys are for. */
export const reservedApplications: ReadonlySet<string> = new Set(
  'assets bundles cache drift gitenv guard locks packaged plans promoted proofs records sites templates'.split(
    ' ',
  ),
);

/** How no new application's name begins: its releases could change `gitenv-shop`, which makes the pipeline of `shop`. */
export const reservedBeginning = 'gitenv-';

/** What CodePipeline puts before the key of each artifact of an application's pipeline: at most 20 letters of its name. */
export function artifactPrefix(application: string): string {
  return `${namesOf(application).pipeline.slice(0, 20)}/`;
}

/** Fewer names of branches than git takes: nothing in one means anything to a shell. */
export const branchPattern = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,255}$/;
/** `environment` is what people type: 1 to 20 characters, lower case. */
export const environmentPattern = /^[a-z][a-z0-9-]{0,19}$/;

/** A component is named within its repository: 1 to 40 characters, lower case. */
export const componentPattern = /^[a-z][a-z0-9-]{0,39}$/;

export const defaultBranch = 'main';

/** Physical names inside one account, all derived from the application's name. */
export function namesOf(application: string) {
  return {
    stack: `gitenv-${application}`,
    repository: application,
    pipeline: application,
    pushRule: `${application}-push`,
    unnamedPushRule: `${application}-push-unnamed`,
    driftRule: `${application}-drift`,
    buildProject: `${application}-build`,
    deployProject: `${application}-deploy`,
    buildLogGroup: `/gitenv/${application}/build`,
    pusherRole: `${application}-pusher`,
    /** Schedules of EventBridge Scheduler, in its default group: the one closes the way into Deploy, the other opens it. */
    lockBegins: `${application}-lock-begins`,
    lockEnds: `${application}-lock-ends`,
    /** What the names of buckets begin with that serve sites; the rest is the team's. */
    siteBuckets: `${application}-site-`,
    deployLogGroup: `/gitenv/${application}/deploy`,
    // No application is called so: its name has no capitals.
    assetsStack: `gitenv-Assets-${application}`,
    guardStack: `gitenv-Guard-${application}`,
    deployPolicyStack: `gitenv-${application}-deploy-policy`,
  };
}

export type Names = ReturnType<typeof namesOf>;

/**
 * The role that Scheduler takes on for the two schedules of locks. The account has one list of roles for all regions,
 * so the region is in the name: at most 64 characters together.
 */
export function lockRole(application: string, region: string): string {
  return `${application}-lock-${region}`;
}

/** Pipeline stages, in order. Each has an action of the same name; Approve exists only where asked for. */
export const stages = {
  source: 'Source',
  build: 'Build',
  approve: 'Approve',
  deploy: 'Deploy',
} as const;

/** The rule of the condition before Deploy that `freeze` in `gitenv.json` becomes. */
export const freezeRule = 'DeployWindow';

/** Why nothing enters Deploy of a pipeline that was made with `HoldDeploy`, in the characters that CodePipeline takes. */
export const holdReason = 'held by gitenv init --hold';

/**
 * What a commit of a submodule is kept under in the repository that the environment's account has for it, once that
 * commit and those it uses itself are all there. CodeCommit refuses names that are nothing but a commit's.
 */
export const useRefPrefix = 'refs/tags/gitenv/uses/';

/** Namespace of the source action's output variables (`#{SourceVariables.CommitId}`). */
export const sourceNamespace = 'SourceVariables';

/** The pipeline variable that carries the ARN of who pushed, and its value when AWS does not say. */
export const pushedByVariable = 'PUSHED_BY';
export const pushedByUnknown = 'unknown';

/** CloudFormation parameters of the template. */
export const parameters = {
  application: 'Application',
  environment: 'Environment',
  branch: 'Branch',
  existingRepository: 'ExistingRepository',
  approval: 'Approval',
  driftSchedule: 'DriftSchedule',
  deployWindow: 'DeployWindow',
  deployWindowTimeZone: 'DeployWindowTimeZone',
  executionMode: 'ExecutionMode',
  buildPolicies: 'BuildPolicies',
  deployPolicies: 'DeployPolicies',
  permissionsBoundary: 'PermissionsBoundary',
  sourceRepositories: 'SourceRepositories',
  githubSubject: 'GithubSubject',
  createGithubProvider: 'CreateGithubProvider',
  buildImage: 'BuildImage',
  computeType: 'ComputeType',
  deployComputeType: 'DeployComputeType',
  buildTimeout: 'BuildTimeout',
  deployTimeout: 'DeployTimeout',
  cache: 'Cache',
  vpc: 'Vpc',
  subnets: 'Subnets',
  securityGroups: 'SecurityGroups',
  privileged: 'Privileged',
  holdDeploy: 'HoldDeploy',
  logRetentionDays: 'LogRetentionDays',
  artifactRetentionDays: 'ArtifactRetentionDays',
  deployFrom: 'DeployFrom',
  artifactPrefix: 'ArtifactPrefix',
  apartFrom: 'ApartFrom',
  assetsBucket: 'AssetsBucket',
  assetsRegion: 'AssetsRegion',
  assetsAccount: 'AssetsAccount',
  assetsWriter: 'AssetsWriter',
  verify: 'Verify',
  verifyPolicies: 'VerifyPolicies',
  verifyTimeout: 'VerifyTimeout',
  guarded: 'Guarded',
} as const;

/** CloudFormation parameters of the template of the bucket that environments share. */
export const assetsParameters = {
  application: 'Application',
  readers: 'Readers',
  writers: 'Writers',
} as const;

/** Which releases a person is asked about, beside all and none: those that change anything, or destroy anything. */
export const approvalByPlan = ['changes', 'destroys'] as const;

/** Where what builds leave for later builds is kept: on their machine for a while, or in the environment's bucket. */
export const cacheKinds = ['local', 'bucket'] as const;

/** Artifacts of the pipeline: the tree of the pushed commit, and what its build made of it. */
export const artifacts = { source: 'Source', bundle: 'Bundle' } as const;
export type ArtifactKind = keyof typeof artifacts;

/** How parameters that are decisions are spelled. */
export const yes = 'yes';
export const no = 'no';

/** CloudFormation outputs of the template. */
export const outputs = {
  contractVersion: 'ContractVersion',
  repository: 'RepositoryName',
  pipeline: 'PipelineName',
  branch: 'BranchName',
  bucket: 'BucketName',
  buildProject: 'BuildProjectName',
  deployProject: 'DeployProjectName',
  lockRole: 'LockRoleName',
  apartFrom: 'LeavesAlone',
} as const;

/** CloudFormation outputs of the template of the bucket that environments share. */
export const assetsOutputs = { bucket: 'BucketName' } as const;

/** Environment variables every build and deploy receives, beside those CodeBuild sets itself. */
export const buildVariables = {
  environment: 'GITENV_ENVIRONMENT',
  application: 'GITENV_APPLICATION',
  commit: 'GITENV_COMMIT',
  executionId: 'GITENV_EXECUTION_ID',
  bucket: 'GITENV_BUCKET',
} as const;

/** Set beside them where bundles are pulled from a bucket that all environments share. */
export const assetsVariables = {
  bucket: 'GITENV_ASSETS_BUCKET',
  region: 'GITENV_ASSETS_REGION',
  account: 'GITENV_ASSETS_ACCOUNT',
  /** Name of the environment whose builds store bundles there. */
  writer: 'GITENV_ASSETS_WRITER',
} as const;

/** Set where a build is started outside of a release, to look and change nothing: `plan` or `drift`. */
export const purposeVariable = 'GITENV_PURPOSE';

/** Beside the purpose `plan`: `yes` if a commit is only to be built and tested, `store` if its bundle is to be stored too, without a note. */
export const onlyBuildVariable = 'GITENV_ONLY_BUILD';
/** Exported in place of a plan's outcome as well, by which a program that stores is told from an older one. */
export const storingBuild = 'store';

/** Set where a component of a repository is deployed by itself: its name. */
export const componentVariable = 'GITENV_COMPONENT';

/** How many seconds a build waits for what another release has left unsettled; ten minutes unless it is set. */
export const settleSecondsVariable = 'GITENV_SETTLE_SECONDS';

/** Namespace of the build action's output variables, and what a kit puts there. */
export const buildNamespace = 'BuildVariables';
export const outputVariables = {
  /** The bundle's digest, `sha256:` and 64 hex digits. */
  bundle: 'GITENV_BUNDLE',
  /** What the plan comes to: one of `planOutcomes`. */
  plan: 'GITENV_PLAN',
  /** The digest of what the bucket keeps of the plan, `sha256:` and 64 hex digits. Empty if there is none. */
  planDigest: 'GITENV_PLAN_DIGEST',
} as const;

/** `none`: the kit makes no plan. `destroys`: something that is there would go, or be replaced. */
export const planOutcomes = ['none', 'empty', 'changes', 'destroys'] as const;
export type PlanOutcome = (typeof planOutcomes)[number];

/** The files a kit puts at the root of the application's repository. */
export const buildspecFiles = { build: 'buildspec.yml', deploy: 'deployspec.yml' } as const;

/** What a kit that can tell whether an environment still is as it was deployed has beside the two. */
export const driftspecFile = 'driftspec.yml';

/** The program that the buildspecs run, which `gitenv init` writes beside them. */
export const kitProgram = '.gitenv/kit.cjs';

/** Stands in the text of that program since contract version 3: it deploys from Source and from Build's output alike. */
export const kitMark = 'gitenv-contract: 3';

/** Where gitenv's configuration lives, relative to the root of the work tree. */
export const configFile = 'gitenv.json';
