import type { Account } from '../../aws/account/account';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { awaitStack, deleteStack, type OnStackEvent } from '../../aws/stack/stack-events';
import { GitenvError } from '../../errors';
import type { InitPort } from './port';
import { explain, stackStandingOf } from './stack/stack-standing';

/** A stack of an account, by what it is called to people. */
export interface StackPlace {
  /** Name of the environment. */
  readonly environment: string;
  readonly account: Account;
  /** Name of the stack. */
  readonly name: string;
}

/**
 * Waits for what CloudFormation is doing, and has a stack that is beyond repair deleted.
 * @returns the stack once it can be worked on; undefined where one is to be made
 * @throws GitenvError STACK_STUCK, DECLINED
 */
export async function settle(
  { environment, account, name }: StackPlace,
  port: InitPort,
): Promise<StackState | undefined> {
  const say = progress(environment, port);
  let stack = await describeStack(account, name);
  for (;;) {
    const standing = stackStandingOf(stack?.status);
    if (!stack || standing === 'absent') return undefined;
    if (standing === 'ready') return stack;
    if (standing === 'stuck') throw stuck(environment, stack);
    if (standing === 'busy') {
      port.say({ kind: 'waiting', environment, status: stack.status });
      stack = await awaitStack(account, stack, say);
    } else {
      await port.confirmReplacement(
        `Stack '${name}' in ${environment} ${explain(stack.status)} (${stack.status}). Delete it and make it anew?`,
      );
      await deleteStack(account, stack, say);
      stack = undefined;
    }
  }
}

/** CloudFormation repeats itself: a step is told when it begins, and again when its resource has an id. */
export function progress(environment: string, port: Pick<InitPort, 'say'>): OnStackEvent {
  const latest = new Map<string, string>();
  return (event) => {
    if (latest.get(event.logicalId) === event.status) return;
    latest.set(event.logicalId, event.status);
    port.say({ kind: 'progress', environment, event });
  };
}

/**
 * A creation that failed leaves a stack that can only be deleted.
 * @param command what makes it anew
 */
export function withRepair(command: string, error: unknown): unknown {
  if (!(error instanceof GitenvError) || error.code !== 'STACK_FAILED') return error;
  const first = error.hint === undefined ? '' : `${error.hint}\n`;
  return error.with({
    advice: 'Once that is put right, --replace makes the stack anew.',
    hint: `${first}${command} --replace`,
  });
}

function stuck(environment: string, { name, status, reason }: StackState): GitenvError {
  const why = reason ? `: ${reason}` : '';
  return new GitenvError(
    'STACK_STUCK',
    `Stack '${name}' in ${environment} is ${status}, which gitenv cannot repair${why}`,
    { hint: `aws cloudformation continue-update-rollback --stack-name ${name}` },
  );
}
