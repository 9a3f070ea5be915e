import { parsedObject, textOrNone } from '../fields';
import { isSamePerson } from '../release/caller';
import { type Saying, sayVerbs } from './tags';

/** What somebody said, as the guard has kept it. */
export interface KeptSaying extends Saying {
  /** ARN, by CodeCommit's word. */
  readonly by: string;
  readonly at: Date;
}

/** Undefined of a text that the guard has not written. */
export function parseSaid(text: string): KeptSaying | undefined {
  const { verb: word, about, reason, by, at } = parsedObject(text) ?? {};
  const verb = sayVerbs.find((it) => it === word);
  const time = timeOf(at);
  if (!verb || typeof about !== 'string' || typeof by !== 'string' || !time) return undefined;
  return { verb, about, reason: textOrNone(reason) ?? '', by, at: time };
}

/** A release that passed the gate for a reason alone. */
export interface BreakGlass {
  /** The execution's id. */
  readonly release: string;
  readonly commit: string;
  /** Undefined where AWS does not say. */
  readonly pushedBy: string | undefined;
  readonly reason: string;
  readonly at: Date;
}

export function parseBreakGlass(text: string): BreakGlass | undefined {
  const { release, commit, pushedBy, reason, at } = parsedObject(text) ?? {};
  const time = timeOf(at);
  if (typeof release !== 'string' || typeof commit !== 'string' || !time) return undefined;
  const known = { release, commit, pushedBy: textOrNone(pushedBy), at: time };
  return { ...known, reason: textOrNone(reason) ?? '' };
}

/** Whether somebody else than who pushed has looked at it since. */
export function isReviewed(
  { release, pushedBy }: BreakGlass,
  said: readonly KeptSaying[],
): boolean {
  return said.some(
    ({ verb, about, by }) =>
      verb === 'acknowledge' &&
      about === release &&
      (pushedBy === undefined || !isSamePerson(by, pushedBy)),
  );
}

function timeOf(value: unknown): Date | undefined {
  const time = new Date(textOrNone(value) ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}
