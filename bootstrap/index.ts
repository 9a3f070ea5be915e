import { Stack, Token } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { type CfnRole, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { namesOf } from '../lib/contract';
import { addEnvironment } from './environment';
import { settingsFromProps } from './settings/from-props';
import type { GitenvStackProps } from './settings/props';
import { withoutBootstrap } from './settings/synthesizer';

export type { GitenvStackProps };

/**
 * One environment of one application, as `gitenv init` installs it, for those who write their own CDK app: the same
 * resources under the same logical ids, with values where the published template has parameters. Deploying it under
 * the default name over a stack that `gitenv init` made therefore replaces nothing.
 */
export class GitenvStack extends Stack {
  readonly application: string;
  /** Tests and builds; grant it what a build must read. It can change nothing by itself. */
  readonly buildRole: IRole;
  /** Deploys; grant it what a deploy must change. */
  readonly deployRole: IRole;
  readonly buildProject: CfnProject;
  readonly deployProject: CfnProject;
  readonly pipeline: CfnPipeline;
  /** Holds artifacts only. Retained when the stack is deleted. */
  readonly bucket: CfnBucket;

  constructor(scope: Construct, id: string, props: GitenvStackProps) {
    const settings = settingsFromProps(props);
    super(scope, id, {
      description: `gitenv: releases of ${props.application} to ${props.environment}`,
      ...props,
      stackName: props.stackName ?? namesOf(props.application).stack,
      synthesizer: props.synthesizer ?? withoutBootstrap(),
    });
    this.application = props.application;
    this.refuseTwin();
    const { projects, pipeline, bucket } = addEnvironment(this, settings);
    this.buildRole = this.grantable('Build', projects.buildRole);
    this.deployRole = this.grantable('Deploy', projects.deployRole);
    this.buildProject = projects.build;
    this.deployProject = projects.deploy;
    this.pipeline = pipeline;
    this.bucket = bucket;
  }

  /** Repository, pipeline and projects are named after the application, so that an account and region has one of each. */
  private refuseTwin(): void {
    const place = `${this.account}/${this.region}`;
    const twin = this.node.root.node
      .findAll()
      .find(
        (it) =>
          it instanceof GitenvStack &&
          it !== this &&
          it.application === this.application &&
          `${it.account}/${it.region}` === place,
      );
    // Where the stacks of several environments are deployed is not always said here.
    if (!twin || Token.isUnresolved(this.account) || Token.isUnresolved(this.region)) return;
    throw new Error(
      `GitenvStack: ${twin.node.path} and ${this.node.path} would both be ${this.application} in account ${this.account} and ${this.region}; give each environment an account or a region of its own.`,
    );
  }

  /** What is granted becomes a policy beside the role, so that the role itself stays as `gitenv init` made it. */
  private grantable(name: string, role: CfnRole): IRole {
    return Role.fromRoleName(this, `${name}Grants`, role.ref);
  }
}
