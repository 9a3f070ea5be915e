import { Aws, CfnCondition, CfnParameter, Fn, type Stack, Token } from 'aws-cdk-lib';
import {
  applicationPattern,
  artifacts,
  branchPattern,
  defaultBranch,
  environmentPattern,
  no,
  parameters,
  yes,
} from '../../lib/contract';
import type {
  ApartFrom,
  PusherSettings,
  SourceRepositories,
  StackSettings,
} from '../settings/settings';
import { declareAssets } from './assets';
import { declareFlow } from './flow';
import { declareGuard } from './guard';
import { declareMachines } from './machines';
import { declareNetwork } from './network';
import { declareRetention } from './retention';

const policyArn = 'arn:[a-z-]+:iam::(aws|[0-9]{12}):policy/[A-Za-z0-9+=,.@_/-]+';

/** Declares the template's parameters and conditions; what is left open here is decided at each installation. */
export function declareParameters(stack: Stack): StackSettings {
  const decision = decisions(stack);
  return {
    ...names(stack),
    createRepository: decision(
      parameters.existingRepository,
      no,
      'CreateRepository',
      'yes: use the CodeCommit repository of that name, which is there already',
    ),
    ...declareFlow(stack),
    holdDeploy: decision(
      parameters.holdDeploy,
      yes,
      'HoldsDeploy',
      'yes: nothing enters Deploy, from the first moment on, until somebody enables that transition',
    ),
    deployFrom: deployFrom(stack),
    ...access(stack),
    sources: sources(stack),
    apartFrom: apartFrom(stack),
    assets: declareAssets(stack),
    pusher: pusher(stack, decision),
    guard: declareGuard(stack),
    privileged: decision(
      parameters.privileged,
      yes,
      'IsPrivileged',
      "yes: builds run Docker, as root of their machine, and push images to the application's repository",
    ),
    ...declareMachines(stack),
    network: declareNetwork(stack),
    ...declareRetention(stack),
  };
}

function names(stack: Stack) {
  const application = new CfnParameter(stack, parameters.application, {
    description: 'Name of the application, of its repository and of its pipeline',
    allowedPattern: applicationPattern.source,
    constraintDescription: '2 to 40 lower-case letters, digits and dashes',
  });
  const environment = new CfnParameter(stack, parameters.environment, {
    description: 'Name of the environment that this account is, such as dev',
    allowedPattern: environmentPattern.source,
    constraintDescription: '1 to 20 lower-case letters, digits and dashes',
  });
  const branch = new CfnParameter(stack, parameters.branch, {
    description: 'Branch whose commits are released',
    default: defaultBranch,
    allowedPattern: branchPattern.source,
    constraintDescription: 'the name of a branch, without refs/heads/',
  });
  return {
    application: application.valueAsString,
    environment: environment.valueAsString,
    branch: branch.valueAsString,
  };
}

/** A yes-or-no parameter, `no` unless said otherwise, and the condition that holds when it has that answer. */
function decisions(stack: Stack) {
  return (id: string, answer: string, condition: string, description: string): CfnCondition => {
    const parameter = new CfnParameter(stack, id, {
      description,
      default: no,
      allowedValues: [yes, no],
    });
    return new CfnCondition(stack, condition, {
      expression: Fn.conditionEquals(parameter.valueAsString, answer),
    });
  };
}

function deployFrom(stack: Stack): string {
  return new CfnParameter(stack, parameters.deployFrom, {
    description:
      'Input that deploys run in: Source (the pushed commit) or Bundle (what its build made, as older kits need it)',
    default: artifacts.bundle,
    allowedValues: Object.values(artifacts),
  }).valueAsString;
}

function access(stack: Stack) {
  const boundary = new CfnParameter(stack, parameters.permissionsBoundary, {
    description: 'ARN of the managed policy that bounds every role made here, or nothing',
    default: '',
    allowedPattern: `^(${policyArn})?$`,
    constraintDescription: 'the ARN of a managed policy, or nothing',
  });
  const bounded = new CfnCondition(stack, 'HasPermissionsBoundary', {
    expression: Fn.conditionNot(Fn.conditionEquals(boundary.valueAsString, '')),
  });
  return {
    buildPolicies: policies(
      stack,
      'buildPolicies',
      'ARNs of the managed policies of the role that builds and plans, for tools that read the account',
    ),
    deployPolicies: policies(
      stack,
      'deployPolicies',
      'ARNs of the managed policies of the role that deploys; without any it can change nothing',
    ),
    permissionsBoundary: Token.asString(orNothing(bounded, boundary)),
  };
}

function policies(
  stack: Stack,
  name: 'buildPolicies' | 'deployPolicies',
  description: string,
): string[] {
  const id = parameters[name];
  const arns = new CfnParameter(stack, id, {
    description,
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: `^(${policyArn})?$`,
    constraintDescription: 'ARNs of managed policies, separated by commas',
  });
  const named = new CfnCondition(stack, `Has${id}`, {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return Token.asList(orNothing(named, arns));
}

function orNothing(condition: CfnCondition, value: CfnParameter) {
  return Fn.conditionIf(condition.logicalId, { Ref: value.logicalId }, Aws.NO_VALUE);
}

function sources(stack: Stack): SourceRepositories {
  const arns = new CfnParameter(stack, parameters.sourceRepositories, {
    description: 'ARNs of the repositories of submodules, which builds may pull; empty for none',
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: '^(arn:[a-z-]+:codecommit:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+)?$',
    constraintDescription: 'ARNs of CodeCommit repositories, separated by commas',
  });
  const condition = new CfnCondition(stack, 'HasSourceRepositories', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return { arns: arns.valueAsList, condition };
}

function apartFrom(stack: Stack): ApartFrom {
  const arns = new CfnParameter(stack, parameters.apartFrom, {
    description:
      "ARNs of what other applications have whose names begin with this one's: builds and deploys may not reach it",
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: '^(arn:[a-z-]+:[a-z0-9]+:[a-z0-9*-]*:[0-9*]*:[a-z0-9/*:-]+)?$',
    constraintDescription: 'ARNs with stars, separated by commas',
  });
  const condition = new CfnCondition(stack, 'IsApart', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return { arns: arns.valueAsList, condition };
}

function pusher(stack: Stack, decision: ReturnType<typeof decisions>): PusherSettings {
  const subject = new CfnParameter(stack, parameters.githubSubject, {
    description: 'Subject of the GitHub Actions token that may push, or nothing',
    default: '',
    allowedPattern: '^(repo:[A-Za-z0-9-]+/[A-Za-z0-9._-]+:ref:refs/heads/[A-Za-z0-9._/-]+)?$',
    constraintDescription: 'repo:<owner>/<repository>:ref:refs/heads/<branch>, or nothing',
  });
  const createProvider = decision(
    parameters.createGithubProvider,
    yes,
    'CreateProviderOfGithub',
    "yes: make the account's identity provider for GitHub, of which it can have only one",
  );
  const condition = new CfnCondition(stack, 'HasPusher', {
    expression: Fn.conditionNot(Fn.conditionEquals(subject.valueAsString, '')),
  });
  return { subject: subject.valueAsString, createProvider, condition };
}
