import type { CfnCondition } from 'aws-cdk-lib';
import type { YesOrNo } from './yes-or-no';

/** What differs from one installation to another. Strings and numbers may be tokens of CloudFormation parameters. */
export interface StackSettings {
  readonly application: string;
  readonly environment: string;
  readonly branch: string;
  /** False where a repository of the application's name is there already and is to be used. */
  readonly createRepository: YesOrNo;
  readonly approval: YesOrNo;
  /** Whether a release whose plan is empty passes without a person, and one that only adds and changes as well. */
  readonly approvalByPlan: { readonly skipsEmpty: YesOrNo; readonly skipsChanges: YesOrNo };
  readonly executionMode: string;
  /** Whether nothing enters Deploy from the pipeline's first moment on, until somebody enables the transition. */
  readonly holdDeploy: YesOrNo;
  /** Which of its two inputs a deploy runs in, by the name of the artifact. */
  readonly deployFrom: string;
  /** When releases may enter Deploy; undefined for always. */
  readonly deployWindow: DeployWindow | undefined;
  /** ARNs of the managed policies of the build role, for tools that read the account to plan. */
  readonly buildPolicies: string[];
  /** How often the environment is compared with what runs in it; undefined where that cannot be. */
  readonly driftSchedule: Schedule | undefined;
  /** ARNs of the managed policies of the deploy role. */
  readonly deployPolicies: string[];
  /** ARN of the permissions boundary of every role; in code it is left to CDK's own stack property. */
  readonly permissionsBoundary?: string;
  /** The repositories beside its own that a commit is made of; undefined where there never are any. */
  readonly sources: SourceRepositories | undefined;
  /** What other applications have whose names begin with this one's; undefined where there are none. */
  readonly apartFrom: ApartFrom | undefined;
  /** Where bundles are pulled from, in an account of its own; undefined where each environment has its own. */
  readonly assets: AssetsSettings | undefined;
  /** Who may push from GitHub Actions; undefined where nobody ever may. */
  readonly pusher: PusherSettings | undefined;
  /** The account's own program, which records and decides. */
  readonly guard: GuardSettings;
  /** Whether builds run Docker, and push images to the application's repository of ECR. */
  readonly privileged: YesOrNo;
  /** Name of the image that builds and deploys run in. */
  readonly image: string;
  readonly computeTypes: EachStage<string>;
  readonly timeoutMinutes: EachStage<number>;
  readonly verify: VerifySettings;
  /** Where builds and deploys have their network interfaces; undefined where they never have any. */
  readonly network: NetworkSettings | undefined;
  /** Where builds keep what later builds find; at most one of both. */
  readonly cache: { readonly isLocal: YesOrNo; readonly isInBucket: YesOrNo };
  /** Undefined keeps them for ever. */
  readonly logRetentionDays: number | undefined;
  readonly artifactRetentionDays: number;
  /** What the keys of the pipeline's artifacts begin with, which expire; undefined or empty keeps them for ever. */
  readonly artifactPrefix: ArtifactPrefix;
}

/** What looks at a deploy once it has succeeded. */
export interface VerifySettings {
  readonly isThere: YesOrNo;
  /** ARNs of managed policies of its role. */
  readonly policies: string[];
  readonly timeoutMinutes: number;
}

/** What an environment says of its guard. */
export interface GuardSettings {
  /** Whether it has a gate. */
  readonly decides: YesOrNo;
  /** What makes it here; undefined where there is none, or it has a stack of its own. */
  readonly made: GuardProgram | undefined;
}

/** What the guard does, and by which program. */
export interface GuardProgram {
  /** One of `guardedModes`. */
  readonly mode: string;
  /** SHA-256 of the program, 64 hex digits; empty where none was stored. */
  readonly program: string;
  /** What the gate goes by, as `lib/guard/settings` writes it. */
  readonly rules: string;
}

/** As much as the guard is made from. */
export interface MadeGuardSettings
  extends Pick<
    StackSettings,
    'application' | 'environment' | 'branch' | 'logRetentionDays' | 'permissionsBoundary'
  > {
  readonly program: GuardProgram;
}

/** What CodePipeline puts before the keys of the artifacts of this pipeline, with a slash at its end. */
export interface ArtifactPrefix {
  readonly value: string;
  /** The condition that holds where the parameter is not empty; undefined in code, where it is decided. */
  readonly isSet?: CfnCondition;
}

/** Repositories of the same account, with what submodules bring. */
export interface SourceRepositories {
  readonly arns: string[];
  /** Holds where there are any. */
  readonly condition?: CfnCondition;
}

/** What this application's roles may not reach, though its name is how it begins. */
export interface ApartFrom {
  readonly arns: string[];
  /** Holds where there is any. */
  readonly condition?: CfnCondition;
}

/** The bucket that all environments share. */
export interface AssetsSettings {
  readonly bucket: string;
  readonly region: string;
  /** The account that has to own it. */
  readonly account: string;
  /** Name of the environment whose builds store bundles there. */
  readonly writer: string;
  /** Whether that is this environment. */
  readonly isWriter: YesOrNo;
  /** Holds where there is such a bucket. */
  readonly isSet?: CfnCondition;
}

export interface PusherSettings {
  /** The subject that GitHub's token has to name. */
  readonly subject: string;
  /** Whether the account's provider for GitHub is made here, because it has none. */
  readonly createProvider: YesOrNo;
  /** Holds where anybody is named. */
  readonly condition?: CfnCondition;
}

/** A DeploymentWindow rule of CodePipeline. */
export interface DeployWindow {
  /** In Quartz's form, such as `* * 9-16 ? * MON-THU *`. */
  readonly cron: string;
  readonly timeZone: string;
  /** The condition that holds where the parameter is not empty; undefined in code, where it is decided. */
  readonly isSet?: CfnCondition;
}

/** A schedule of EventBridge, such as `rate(1 day)`. */
export interface Schedule {
  readonly expression: string;
  /** The condition that holds where the parameter is not empty; undefined in code, where it is decided. */
  readonly isSet?: CfnCondition;
}

/** A part of a VPC of the account. */
export interface NetworkSettings {
  readonly vpc: string;
  readonly subnets: string[];
  readonly securityGroups: string[];
  /** Holds where there is one; undefined in code, where it is decided. */
  readonly isSet?: CfnCondition;
}

/** What is decided for builds and for deploys. */
export interface EachStage<T> {
  readonly build: T;
  readonly deploy: T;
}

export const defaults = {
  executionMode: 'SUPERSEDED',
  timeZone: 'UTC',
  buildImage: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
  computeType: 'BUILD_GENERAL1_SMALL',
  timeoutMinutes: 60,
  verifyMinutes: 10,
  logRetentionDays: 90,
  artifactRetentionDays: 365,
} as const;
