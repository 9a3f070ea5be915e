import type { Thing } from './place';

/**
 * What people do in an environment, by the commands that they type. `promoteOn` is the side of an environment that another
 * one is promoted from.
 */
export const verbs = {
  look: 'status, history, show, where, diff, logs and watch',
  audit: 'audit, and the records that show tells',
  push: 'push',
  promote: 'promote to it',
  promoteOn: 'promote from it',
  approve: 'approve and reject',
  rollback: 'rollback',
  rollbackNow: 'rollback --now',
  cancel: 'cancel',
  retry: 'retry',
  redeploy: 'redeploy',
  lock: 'lock and unlock',
  build: 'build',
  plan: 'plan',
  drift: 'drift',
  prune: 'prune',
} as const;

export type Verb = keyof typeof verbs;

/** What some verbs need of AWS, and for what. */
export interface Need {
  readonly actions: readonly string[];
  readonly on: Thing;
  readonly verbs: readonly Verb[];
  /** What they are for, after "to". */
  readonly why: string;
  /** The ref that a push moves: the branch that is released, or a tag that keeps a reason. */
  readonly ref?: 'branch' | 'tag';
  /** The service that a role is handed to. */
  readonly passedTo?: string;
}
