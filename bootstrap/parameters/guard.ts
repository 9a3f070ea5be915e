import { type CfnCondition, CfnParameter, type Stack } from 'aws-cdk-lib';
import { parameters, yes } from '../../lib/contract';
import { guardedModes, guardParameters } from '../../lib/guard-names';
import type { GuardSettings, MadeGuardSettings } from '../settings/settings';
import { declareNames, permissionsBoundary } from './names';
import { logRetention } from './retention';

type Decision = (
  id: string,
  answer: string,
  condition: string,
  description: string,
) => CfnCondition;

/** Declares whether a release passes a gate; the guard itself has a stack of its own. */
export function declareGuard(decision: Decision): GuardSettings {
  const decides = decision(
    parameters.guarded,
    yes,
    'HasGate',
    'yes: each release passes the gate of the guard',
  );
  return { decides, made: undefined };
}

/** Declares the parameters of the guard's stack. */
export function declareGuardStack(
  stack: Stack,
): MadeGuardSettings & { readonly bucketName: string } {
  const bucketName = new CfnParameter(stack, guardParameters.bucket, {
    description: "Name of the environment's bucket",
    allowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
  }).valueAsString;
  const mode = new CfnParameter(stack, guardParameters.guarded, {
    description: 'records: it records and proves; warn: its gate tells; yes: its gate refuses',
    allowedValues: Object.values(guardedModes).filter((it) => it !== guardedModes.no),
  }).valueAsString;
  const program = new CfnParameter(stack, guardParameters.program, {
    description: "SHA-256 of the guard's program in the bucket; gitenv init stores it",
    allowedPattern: '^[0-9a-f]{64}$',
    constraintDescription: '64 hex digits',
  }).valueAsString;
  const rules = new CfnParameter(stack, guardParameters.rules, {
    description: 'What the gate goes by; gitenv init writes it',
    default: '',
  }).valueAsString;
  return {
    ...declareNames(stack),
    bucketName,
    program: { mode, program, rules },
    permissionsBoundary: permissionsBoundary(stack),
    logRetentionDays: logRetention(stack),
  };
}
