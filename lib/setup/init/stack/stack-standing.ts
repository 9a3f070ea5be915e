/** What can be done with a stack, by the status CloudFormation reports. */
export type StackStanding =
  /** Nothing is there, or only the shell of a plan that nobody carried out. */
  | 'absent'
  | 'ready'
  /** CloudFormation is working on it. */
  | 'busy'
  /** Its creation or deletion failed: it can only be deleted and made anew. */
  | 'broken'
  /** An update failed and could not be undone either: it needs a person. */
  | 'stuck';

const standings: Readonly<Record<string, StackStanding>> = {
  REVIEW_IN_PROGRESS: 'absent',
  DELETE_COMPLETE: 'absent',
  CREATE_COMPLETE: 'ready',
  UPDATE_COMPLETE: 'ready',
  UPDATE_ROLLBACK_COMPLETE: 'ready',
  UPDATE_FAILED: 'ready',
  IMPORT_COMPLETE: 'ready',
  IMPORT_ROLLBACK_COMPLETE: 'ready',
  CREATE_FAILED: 'broken',
  ROLLBACK_COMPLETE: 'broken',
  ROLLBACK_FAILED: 'broken',
  DELETE_FAILED: 'broken',
  UPDATE_ROLLBACK_FAILED: 'stuck',
  IMPORT_ROLLBACK_FAILED: 'stuck',
};

export function stackStandingOf(status: string | undefined): StackStanding {
  if (status === undefined) return 'absent';
  return standings[status] ?? (status.endsWith('_IN_PROGRESS') ? 'busy' : 'stuck');
}

/** Why a broken stack is as it is, in words that follow "the stack". */
export function explain(status: string): string {
  if (status === 'DELETE_FAILED') return 'could not be deleted completely';
  if (status === 'ROLLBACK_FAILED')
    return 'failed to be created, and could not be cleaned up either';
  return 'failed to be created';
}
