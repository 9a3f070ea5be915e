import type { Account } from '../../../aws/account/account';
import { planStack, type StackPlan, type StackState } from '../../../aws/stack/stack';
import { sha256Of } from '../../../bundle/manifest';
import { defaultBranch, namesOf, no, outputs, parameters, yes } from '../../../contract';
import { guardedModes, guardParameters } from '../../../guard-names';
import { type GateEvent, gateRulesOf } from './gate';
import { type GuardHere, guardedModeOf, hasGate, storeGuardProgram } from './guard';
import type { Described } from './parameters';

/** An environment on its way to being installed, as far as its guard is concerned. */
interface Guarding extends Described {
  readonly account: Account;
  readonly guard: GuardHere;
}

/** The two stacks as they stand. */
interface StacksBefore {
  readonly own: StackState | undefined;
  readonly guard: StackState | undefined;
}

/** What the guard of an environment is to be. */
export interface DecidedGuard {
  /** One of `guardedModes`; undefined where there is no guard, and nobody says anything of one. */
  readonly mode: string | undefined;
  /** Of its stack, without the name of the bucket. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Its stack as it stands. */
  readonly before: StackState | undefined;
}

/** What becomes of the stack of the guard. */
export interface GuardChange {
  readonly decided: DecidedGuard;
  /** Undefined where the stack stays as it is, or cannot be planned yet. */
  readonly plan: StackPlan | undefined;
  /** Whether it can be planned only once the environment's own stack is there, which makes the bucket. */
  readonly follows: boolean;
  /** The stack, if it goes. */
  readonly gone: StackState | undefined;
}

/** Decides by `gitenv.json`, and by what is there where that says nothing. */
export async function decideGuard(
  installation: Guarding,
  { own, guard: before }: StacksBefore,
  say: (event: GateEvent) => void,
): Promise<DecidedGuard> {
  const asked = guardedModeOf(installation) ?? before?.parameters[guardParameters.guarded];
  if (asked === undefined || asked === guardedModes.no)
    return { mode: asked, parameters: {}, before };
  const rules = await gateRulesOf(installation, before, say);
  const mode = rules?.onlyTells ? guardedModes.warn : asked;
  const { environment, config, settings } = installation;
  // What the environment's stack has kept from an earlier time counts for the guard's as well.
  const shared = {
    [guardParameters.permissionsBoundary]:
      settings.permissionsBoundary ?? own?.parameters[parameters.permissionsBoundary],
    [guardParameters.logRetentionDays]:
      settings.logRetentionDays?.toString() ?? own?.parameters[parameters.logRetentionDays],
    [guardParameters.rules]: rules?.text,
  };
  return {
    mode,
    before,
    parameters: {
      [guardParameters.application]: config.application,
      [guardParameters.environment]: environment,
      [guardParameters.branch]: config.branch ?? defaultBranch,
      [guardParameters.guarded]: mode,
      [guardParameters.program]: sha256Of(installation.guard.program),
      ...Object.fromEntries(Object.entries(shared).flatMap(([k, v]) => (v ? [[k, v]] : []))),
    },
  };
}

/** What the environment's own stack has to know: whether its pipeline has a gate. */
export function guardedParameter({ mode }: DecidedGuard): Record<string, string> {
  return mode === undefined ? {} : { [parameters.guarded]: hasGate(mode) ? yes : no };
}

const isWanted = ({ mode }: DecidedGuard) => mode !== undefined && mode !== guardedModes.no;

/** @param own the environment's stack as it stands */
export async function planGuard(
  installation: Guarding,
  decided: DecidedGuard,
  own: StackState | undefined,
): Promise<GuardChange> {
  const nothing = { decided, plan: undefined, follows: false, gone: undefined };
  if (!isWanted(decided))
    return decided.mode === undefined ? nothing : { ...nothing, gone: decided.before };
  const bucket = own?.outputs[outputs.bucket];
  if (bucket === undefined) return { ...nothing, follows: true };
  return { ...nothing, plan: await planIn(bucket, installation, decided) };
}

/** Plans what had to wait for the environment's stack; the program is there before the stack names it. */
export async function planFollowing(
  installation: Guarding,
  decided: DecidedGuard,
  own: StackState | undefined,
): Promise<StackPlan | undefined> {
  const bucket = own?.outputs[outputs.bucket];
  if (bucket === undefined) return undefined;
  await storeGuardProgram(installation.account, bucket, installation.guard.program);
  return planIn(bucket, installation, decided);
}

function planIn(bucket: string, { account, config, guard }: Guarding, decided: DecidedGuard) {
  const request = {
    name: namesOf(config.application).guardStack,
    template: guard.template,
    parameters: { ...decided.parameters, [guardParameters.bucket]: bucket },
  };
  return planStack(account, request, decided.before);
}

/** Stores the program again where somebody has removed it, and before a stack names it. */
export async function storeProgramOf(
  { account, guard }: Guarding,
  decided: DecidedGuard,
  own: StackState | undefined,
): Promise<void> {
  const bucket = own?.outputs[outputs.bucket];
  if (isWanted(decided) && bucket !== undefined)
    await storeGuardProgram(account, bucket, guard.program);
}
