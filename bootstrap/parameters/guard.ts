import { CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { parameters } from '../../lib/contract';
import { guardedModes } from '../../lib/guard-names';
import type { GuardSettings } from '../settings/settings';

/** Declares whether the account records and decides for itself; by default it does neither. */
export function declareGuard(stack: Stack): GuardSettings {
  const mode = new CfnParameter(stack, parameters.guarded, {
    description: 'yes: the account itself decides what is released, and records it',
    default: guardedModes.no,
    allowedValues: Object.values(guardedModes),
  }).valueAsString;
  const program = new CfnParameter(stack, parameters.guardProgram, {
    description: "SHA-256 of the guard's program in the bucket; gitenv init stores it",
    default: '',
    allowedPattern: '^([0-9a-f]{64})?$',
    constraintDescription: '64 hex digits, or nothing',
  }).valueAsString;
  const isThere = new CfnCondition(stack, 'HasGuard', {
    expression: Fn.conditionNot(Fn.conditionEquals(mode, guardedModes.no)),
  });
  const rules = new CfnParameter(stack, parameters.gateRules, {
    description: 'What the gate goes by; gitenv init writes it',
    default: '',
  }).valueAsString;
  const decides = new CfnCondition(stack, 'HasGate', {
    expression: Fn.conditionOr(
      Fn.conditionEquals(mode, guardedModes.warn),
      Fn.conditionEquals(mode, guardedModes.yes),
    ),
  });
  return { mode, program, rules, isThere, decides };
}
