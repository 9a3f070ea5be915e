import { type ErrorCode, GitenvError } from '../../../lib/errors';
import { ServiceError } from '../../../lib/local/base/service-error';
import { environment } from '../engine/names';
import { type Client, Crash, Lost } from './client';

/** What a verb says that it has brought about, when it exits with 0. */
export type Claim =
  | { readonly kind: 'released'; readonly commit: string }
  | { readonly kind: 'stopped'; readonly releaseId: string }
  | { readonly kind: 'locked'; readonly until: Date }
  | { readonly kind: 'unlocked' }
  | { readonly kind: 'answered'; readonly releaseId: string };

/** How a verb ended. */
export interface Ending {
  readonly exit: number | 'crashed';
  readonly claim?: Claim;
  readonly code?: ErrorCode;
  /** The commands that it names. */
  readonly names: readonly Named[];
}

/** A command that gitenv names as a way on. */
export type Named =
  | 'retry'
  | 'redeploy'
  | 'rollback'
  | 'rollback --further'
  | 'rollback --now'
  | 'rollback --now --further'
  | 'approve'
  | 'cancel'
  | 'unlock'
  | 'wait'
  | 'push';

/** Why a verb does nothing, or went wrong, with the commands that lead on. */
export class Refusal extends GitenvError {
  constructor(
    code: ErrorCode,
    clause: string,
    readonly names: readonly Named[] = [],
  ) {
    super(code, clause, { hint: names.map((name) => `gitenv ${name} ${environment}`).join(', ') });
  }
}

/** Runs a verb to its end as a process would, whose exit code is all that a script sees. */
export async function run(
  verb: (client: Client) => Promise<Claim>,
  client: Client,
): Promise<Ending> {
  try {
    return { exit: 0, claim: await verb(client), names: [] };
  } catch (error) {
    if (error instanceof Crash) return { exit: 'crashed', names: [] };
    if (error instanceof Lost) return { exit: 5, code: 'UNREACHABLE', names: [] };
    if (error instanceof ServiceError) return { exit: 5, code: 'AWS_REFUSED', names: [] };
    if (!(error instanceof GitenvError)) throw error;
    // Every failure on purpose counts as an instance of every class of them.
    const names = 'names' in error ? (error as Refusal).names : [];
    return { exit: error.exitCode, code: error.code, names };
  }
}
