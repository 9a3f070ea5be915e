import { nameOfCaller } from './caller';
import type { ReleaseAction } from './release';

/** How somebody answered a release that waited for approval. */
export interface Verdict {
  readonly answer: 'Approved' | 'Rejected';
  /** ARN of who did; undefined where AWS does not say. */
  readonly by: string | undefined;
  /** What he said; empty for nothing. */
  readonly comment: string;
}

/** CodePipeline's bound on what is kept with an answer. */
const most = 512;

/** A comment as it is kept with an answer. Who gave it is in it as well, for whoever reads it in the console. */
export function verdictText({ answer, by, comment }: Verdict): string {
  const who = ` (${answer.toLowerCase()} by ${nameOfCaller(by ?? 'unknown')})`;
  return `${comment.slice(0, most - who.length)}${who}`.trim();
}

/** The latest answer; undefined where nobody was asked, or nobody answered in time. */
export function verdictIn(actions: readonly ReleaseAction[]): Verdict | undefined {
  const answered = actions.findLast(
    ({ isApproval, status, by }) =>
      isApproval && (status === 'Succeeded' || (status === 'Failed' && by !== undefined)),
  );
  if (!answered) return undefined;
  const comment = (answered.summary ?? '').replace(/ ?\((?:approved|rejected) by [^()]*\)$/, '');
  const answer = answered.status === 'Succeeded' ? 'Approved' : 'Rejected';
  return { answer, by: answered.by, comment };
}

/** Name of the action that a release failed in; undefined where none of its actions did. */
export function failedAction(actions: readonly ReleaseAction[]): string | undefined {
  return actions.findLast(({ status }) => status === 'Failed')?.name;
}
