import type { Duration, IStackSynthesizer, StackProps } from 'aws-cdk-lib';
import type { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import type { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What the construct is given. Published as it is, so it may refer to no other file of gitenv. */
export interface GitenvStackProps extends StackProps {
  /** Name of the application, of its repository and of its pipeline: 2 to 40 lower-case letters, digits and dashes. */
  readonly application: string;

  /** Name of the environment that the account is, such as `dev`: 1 to 20 lower-case letters, digits and dashes. */
  readonly environment: string;

  /**
   * Branch whose commits are released.
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Uses the CodeCommit repository named after the application, which must be there already.
   * @default false - the stack creates the repository, and leaves it behind when it is deleted
   */
  readonly existingRepository?: boolean;

  /**
   * Whether a person approves each release between its build and its deploy. With a kit that makes plans: only those that
   * change anything, or only those that destroy or replace anything.
   * @default false
   */
  readonly approval?: boolean | 'changes' | 'destroys';

  /**
   * Whether the account itself records each release in a signed chain (`records`, for an environment before a guarded one), also
   * says what it would refuse (`warn`), or refuses it.
   * @default false
   */
  readonly guarded?: boolean | 'records' | 'warn';

  /**
   * SHA-256 of the program of the guard, 64 hex digits, which has to lie in the bucket as `guard/<digest>.cjs`; `gitenv init` stores it.
   * @default - none: the guard's builds say that it is missing
   */
  readonly guardProgram?: string;

  /**
   * What the gate goes by, in JSON: `after` (the environment before), `signers` (fingerprints of its keys), `fresh` and `soak` in minutes,
   * `approval`, `separateApprover`, `takesProvenBundle`; `gitenv init` writes it.
   * @default - none: a gate refuses everything
   */
  readonly gateRules?: string;

  /**
   * What happens to a push that arrives while another is being released. `PARALLEL` is refused: releases of one
   * environment may not overtake each other.
   * @default ExecutionMode.SUPERSEDED - the last push wins
   */
  readonly executionMode?: ExecutionMode;

  /**
   * Lets nothing enter Deploy, from the pipeline's first moment on, until somebody enables that transition: a new pipeline
   * starts by itself, on what an existing repository has.
   * @default false
   */
  readonly holdDeploy?: boolean;

  /**
   * Which input a deploy runs in: the tree of the pushed commit, which no build can have changed, or what its build made of it. Commits
   * that were released with a kit from before contract version 3 can be deployed from `bundle` alone.
   * @default 'source'
   */
  readonly deployFrom?: 'source' | 'bundle';

  /**
   * When releases may enter their deploy; outside of it they wait as long as CodePipeline lets a rule wait. `cron` has Quartz's form, such as
   * `* * 9-16 ? * MON-THU *`, and counts in `timeZone` (default UTC).
   * @default - always
   */
  readonly deployWindow?: { readonly cron: string; readonly timeZone?: string };

  /**
   * How often the environment is compared with the commit that runs in it, as EventBridge writes schedules: `rate(1 day)`,
   * `cron(0 6 ? * MON-FRI *)`. Needs a kit with a `driftspec.yml`, and
   * `buildPolicies` by which CloudFormation may read what the stacks have: it runs with the rights of builds.
   * @default - never by itself
   */
  readonly driftSchedule?: string;

  /**
   * Managed policies of the role that builds and plans. `buildRole` takes grants as well.
   * @default - none: a plan may read nothing but the application's own stacks
   */
  readonly buildPolicies?: readonly IManagedPolicy[];

  /**
   * Managed policies of the role that deploys. `deployRole` takes grants as well.
   * @default - none: a deploy may change nothing but what `deployRole` is granted
   */
  readonly deployPolicies?: readonly IManagedPolicy[];

  /**
   * Runs `./verify` of the commit, if it has one, once its deploy has succeeded: a release that does not verify has failed. Its
   * role may read the commit and write its log, and what `policies` allow. `timeout` is 10 minutes unless it is said.
   * @default - nothing looks at a deploy
   */
  readonly verify?:
    | boolean
    | { readonly policies?: readonly IManagedPolicy[]; readonly timeout?: Duration };

  /**
   * Names of the account's repositories that hold what submodules bring: builds may pull them.
   * @default - none
   */
  readonly sourceRepositories?: readonly string[];

  /**
   * Names of the other applications in the account and region whose names begin with this one's and a dash, such as `shop-admin`
   * beside `shop`. The roles of builds and deploys are denied their stacks and the buckets of their sites.
   * @default - none
   */
  readonly apartFrom?: readonly string[];

  /**
   * The bucket of another account that all environments of the application share, as `gitenv assets` makes it: bundles are
   * pulled from there, and stored by the builds of the environment `writer` alone.
   * @default - none: each environment has its bundles in a bucket of its own
   */
  readonly assets?: {
    readonly bucket: string;
    readonly region: string;
    readonly account: string;
    readonly writer: string;
  };

  /**
   * The repository at GitHub whose Actions may push, as `owner/repository` for the deploy branch or
   * `owner/repository:branch` for another: makes the role `<application>-pusher`.
   * @default - none
   */
  readonly trustGithub?: string;

  /**
   * Makes the account's identity provider for GitHub, of which it can have only one.
   * @default false - the account has it already
   */
  readonly createGithubProvider?: boolean;

  /**
   * Name of the image that builds and deploys run in, for Linux on x86-64. For another architecture change
   * `buildProject` and `deployProject`.
   * @default 'aws/codebuild/amazonlinux-x86_64-standard:5.0'
   */
  readonly buildImage?: string;

  /**
   * Size of the machine that builds and deploys run on, or of either.
   * @default ComputeType.SMALL
   */
  readonly computeType?:
    | ComputeType
    | { readonly build?: ComputeType; readonly deploy?: ComputeType };

  /**
   * After how long CodeBuild stops a build or a deploy, or either: whole minutes, 5 to 480.
   * @default Duration.minutes(60)
   */
  readonly timeout?: Duration | { readonly build?: Duration; readonly deploy?: Duration };

  /**
   * The subnets of a VPC of the account, by their ids, that builds and deploys have their network interfaces in, and the security groups
   * of these. They have no public address: what they need outside of the VPC, they need a NAT gateway or an endpoint for.
   * @default - builds and deploys are in no VPC
   */
  readonly network?: {
    readonly vpc: string;
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
  };

  /**
   * Where builds keep what `cache` of `buildspec.yml` names for later builds of whatever commit: on their machine for a
   * while, or in the environment's bucket.
   * @default - nowhere
   */
  readonly cache?: 'local' | 'bucket';

  /**
   * Whether builds run Docker, and may push images to the application's repository of ECR.
   * @default false
   */
  readonly privileged?: boolean;

  /**
   * After how long the logs of builds and deploys expire.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * After how long the artifacts of releases expire; whole days. Bundles stay: a release that is needed again finds its own.
   * @default Duration.days(365)
   */
  readonly artifactRetention?: Duration;

  /**
   * Name of the stack. `gitenv init`, `doctor` and `destroy` look for the default name; everything else finds repository and
   * pipeline by the application's. With `assets` it has to begin with `gitenv-`, by which the policy of that bucket tells the
   * roles of builds and deploys from others.
   * @default - 'gitenv-' and the application's name
   */
  readonly stackName?: string;

  /**
   * The stack has no assets, so it needs no synthesizer that expects a bootstrapped account.
   * @default - a LegacyStackSynthesizer
   */
  readonly synthesizer?: IStackSynthesizer;
}
