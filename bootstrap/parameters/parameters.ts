import { CfnCondition, CfnParameter, Fn, type Stack, Token } from 'aws-cdk-lib';
import { artifacts, no, parameters, yes } from '../../lib/contract';
import {
  type ApartFrom,
  defaults,
  type PusherSettings,
  type SourceRepositories,
  type StackSettings,
  type VerifySettings,
} from '../settings/settings';
import { declareAssets } from './assets';
import { declareFlow } from './flow';
import { declareGuard } from './guard';
import { declareMachines } from './machines';
import { declareNames, orNothing, permissionsBoundary, policyArn } from './names';
import { declareNetwork } from './network';
import { declareRetention } from './retention';

/** Declares the template's parameters and conditions; what is left open here is decided at each installation. */
export function declareParameters(stack: Stack): StackSettings {
  const decision = decisions(stack);
  return {
    ...declareNames(stack),
    createRepository: decision(
      parameters.existingRepository,
      no,
      'CreateRepository',
      'yes: use the CodeCommit repository that is there already',
    ),
    ...declareFlow(stack),
    holdDeploy: decision(
      parameters.holdDeploy,
      yes,
      'HoldsDeploy',
      'yes: nothing enters Deploy until somebody enables that transition',
    ),
    deployFrom: deployFrom(stack),
    ...access(stack),
    sources: sources(stack),
    apartFrom: apartFrom(stack),
    assets: declareAssets(stack),
    pusher: pusher(stack, decision),
    verify: verify(stack, decision),
    guard: declareGuard(decision),
    privileged: decision(
      parameters.privileged,
      yes,
      'IsPrivileged',
      'yes: builds run Docker, as root, and push images',
    ),
    ...declareMachines(stack),
    network: declareNetwork(stack),
    ...declareRetention(stack),
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
      "What deploys run in: Source (the commit) or Bundle (its build's output, for older kits)",
    default: artifacts.bundle,
    allowedValues: Object.values(artifacts),
  }).valueAsString;
}

function access(stack: Stack) {
  return {
    buildPolicies: policies(
      stack,
      'buildPolicies',
      'Managed policies of the role that builds and plans',
    ),
    deployPolicies: policies(
      stack,
      'deployPolicies',
      'Managed policies of the role that deploys; without any it can change nothing',
    ),
    permissionsBoundary: permissionsBoundary(stack),
  };
}

function policies(
  stack: Stack,
  name: 'buildPolicies' | 'deployPolicies' | 'verifyPolicies',
  description: string,
): string[] {
  const id = parameters[name];
  const arns = new CfnParameter(stack, id, {
    description,
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: `^(${policyArn})?$`,
  });
  const named = new CfnCondition(stack, `Has${id}`, {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return Token.asList(orNothing(named, arns));
}

function sources(stack: Stack): SourceRepositories {
  const arns = new CfnParameter(stack, parameters.sourceRepositories, {
    description: 'Repositories of submodules, which builds may pull',
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: '^(arn:[a-z-]+:codecommit:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+)?$',
  });
  const condition = new CfnCondition(stack, 'HasSources', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return { arns: arns.valueAsList, condition };
}

function apartFrom(stack: Stack): ApartFrom {
  const arns = new CfnParameter(stack, parameters.apartFrom, {
    description:
      'What other applications have whose names begin alike: out of reach for builds and deploys',
    type: 'CommaDelimitedList',
    default: '',
    allowedPattern: '^(arn:[a-z-]+:[a-z0-9]+:[a-z0-9*-]*:[0-9*]*:[a-z0-9/*:-]+)?$',
  });
  const condition = new CfnCondition(stack, 'IsApart', {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.join('', arns.valueAsList), '')),
  });
  return { arns: arns.valueAsList, condition };
}

function verify(stack: Stack, decision: ReturnType<typeof decisions>): VerifySettings {
  const isThere = decision(
    parameters.verify,
    yes,
    'Verifies',
    'yes: run ./verify of the commit after its deploy',
  );
  const timeout = new CfnParameter(stack, parameters.verifyTimeout, {
    description: 'Minutes after which CodeBuild stops ./verify',
    type: 'Number',
    default: defaults.verifyMinutes,
    minValue: 5,
    maxValue: 480,
  });
  return {
    isThere,
    policies: policies(stack, 'verifyPolicies', 'Managed policies of the role of ./verify'),
    timeoutMinutes: timeout.valueAsNumber,
  };
}

function pusher(stack: Stack, decision: ReturnType<typeof decisions>): PusherSettings {
  const subject = new CfnParameter(stack, parameters.githubSubject, {
    description: 'Subject of the GitHub token that may push',
    default: '',
    allowedPattern: '^(repo:[A-Za-z0-9-]+/[A-Za-z0-9._-]+:ref:refs/heads/[A-Za-z0-9._/-]+)?$',
    constraintDescription: 'repo:<owner>/<repository>:ref:refs/heads/<branch>, or nothing',
  });
  const createProvider = decision(
    parameters.createGithubProvider,
    yes,
    'CreateProviderOfGithub',
    "yes: make the account's one identity provider for GitHub",
  );
  const condition = new CfnCondition(stack, 'HasPusher', {
    expression: Fn.conditionNot(Fn.conditionEquals(subject.valueAsString, '')),
  });
  return { subject: subject.valueAsString, createProvider, condition };
}
