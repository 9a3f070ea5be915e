import {
  CfnCondition,
  CfnParameter,
  Fn,
  type ICfnConditionExpression,
  type Stack,
} from 'aws-cdk-lib';
import { approvalByPlan, no, parameters, yes } from '../../lib/contract';
import {
  type DeployWindow,
  defaults,
  type Schedule,
  type StackSettings,
} from '../settings/settings';

type Flow = Pick<
  StackSettings,
  'approval' | 'approvalByPlan' | 'executionMode' | 'deployWindow' | 'driftSchedule'
>;

/** Declares the parameters of when releases go where, and who is asked. */
export function declareFlow(stack: Stack): Flow {
  return {
    ...approval(stack),
    executionMode: executionMode(stack),
    deployWindow: deployWindow(stack),
    driftSchedule: driftSchedule(stack),
  };
}

function approval(stack: Stack): Pick<StackSettings, 'approval' | 'approvalByPlan'> {
  const [changes, destroys] = approvalByPlan;
  const parameter = new CfnParameter(stack, parameters.approval, {
    description: 'Which releases a person approves: yes (all), no, or by the plan of a kit',
    default: no,
    allowedValues: [yes, no, changes, destroys],
  }).valueAsString;
  const is = (answer: string) => Fn.conditionEquals(parameter, answer);
  const condition = (id: string, expression: ICfnConditionExpression) =>
    new CfnCondition(stack, id, { expression });
  return {
    approval: condition('NeedsApproval', Fn.conditionNot(is(no))),
    approvalByPlan: {
      skipsEmpty: condition('SkipsEmptyPlans', Fn.conditionOr(is(changes), is(destroys))),
      skipsChanges: condition('SkipsHarmlessPlans', is(destroys)),
    },
  };
}

function executionMode(stack: Stack): string {
  return new CfnParameter(stack, parameters.executionMode, {
    description: 'SUPERSEDED: the last push wins; QUEUED: all in order',
    default: defaults.executionMode,
    allowedValues: ['SUPERSEDED', 'QUEUED'],
  }).valueAsString;
}

function deployWindow(stack: Stack): DeployWindow {
  const cron = new CfnParameter(stack, parameters.deployWindow, {
    description: 'When releases may enter Deploy (Quartz cron); empty: always',
    default: '',
    allowedPattern: '^([0-9A-Za-z*?,/#-]+( [0-9A-Za-z*?,/#-]+){5,6})?$',
    constraintDescription: 'six or seven fields, such as * * 9-16 ? * MON-THU *, or nothing',
  });
  const timeZone = new CfnParameter(stack, parameters.deployWindowTimeZone, {
    description: 'Time zone of DeployWindow, such as Europe/Berlin',
    default: defaults.timeZone,
    allowedPattern: '^[A-Za-z0-9_+:/-]+$',
  });
  const isSet = new CfnCondition(stack, 'HasDeployWindow', {
    expression: Fn.conditionNot(Fn.conditionEquals(cron.valueAsString, '')),
  });
  return { cron: cron.valueAsString, timeZone: timeZone.valueAsString, isSet };
}

function driftSchedule(stack: Stack): Schedule {
  const expression = new CfnParameter(stack, parameters.driftSchedule, {
    description: 'How often drift is looked for: rate(1 day) or cron(...); empty: never',
    default: '',
    allowedPattern: '^((rate|cron)\\([A-Za-z0-9 *?,/#-]+\\))?$',
  }).valueAsString;
  const isSet = new CfnCondition(stack, 'HasDriftSchedule', {
    expression: Fn.conditionNot(Fn.conditionEquals(expression, '')),
  });
  return { expression, isSet };
}
