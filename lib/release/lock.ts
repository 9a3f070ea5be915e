import { GitenvError } from '../errors';
import { momentOf } from './moment';

/** Who keeps releases out of an environment, until when, and why. */
export interface Lock {
  readonly by: string;
  readonly until: Date;
  readonly reason: string;
}

const most = 300;

/**
 * A lock as the reason of a disabled stage transition, which has to be 1 to 300 of the characters
 * `[a-zA-Z0-9!@ ().*?-]` (CodePipeline's DisableStageTransition). Others become spaces.
 */
export function lockText({ by, until, reason }: Lock): string {
  const time = until.toISOString().replace(/[-:]|\.\d+/g, '');
  return plain(`locked by ${plain(by).replace(/ /g, '.')} until ${time} - ${reason}`)
    .slice(0, most)
    .trimEnd();
}

/** @returns undefined for a transition that somebody disabled without gitenv, which has no end by itself */
export function parseLock(text: string): Lock | undefined {
  const match = /^locked by (\S+) until (\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z - (.*)$/.exec(text);
  if (!match) return undefined;
  const [, by = '', y, mo, d, h, mi, s, reason = ''] = match;
  return { by, until: new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`), reason };
}

/** A lock, or what somebody wrote who closed the way into Deploy without gitenv. */
export type Closed = Lock | { readonly words: string };

/** What a disabled transition's reason means now. An expired lock is none; undefined is an open way. */
export function closedFor(words: string | undefined, now: Date): Closed | undefined {
  if (words === undefined) return undefined;
  const lock = parseLock(words);
  if (!lock) return { words };
  return hasExpired(lock, now) ? undefined : lock;
}

export function hasExpired({ until }: Lock, now: Date): boolean {
  return until.getTime() <= now.getTime();
}

/**
 * A length of time such as `30m`, `4h` or `2d`, in ms.
 * @returns undefined for anything else, and for none at all
 */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,4})(m|h|d)$/.exec(text);
  if (!match) return undefined;
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as 'm' | 'h' | 'd'];
  return Number(match[1]) * unit || undefined;
}

function plain(text: string): string {
  return text.replace(/[^a-zA-Z0-9!@ ().*?-]+/g, ' ').trim();
}

/** A lock, or the words of somebody who closed a pipeline without gitenv, as the end of a sentence. */
export function describeClosed(closed: Closed): string {
  if ('words' in closed)
    return `closed for releases, without an end: ${closed.words || 'no reason is given'}`;
  return `locked by ${closed.by} until ${momentOf(closed.until)}: ${closed.reason}`;
}

export function locked(environment: string, closed: Closed): GitenvError {
  return new GitenvError('LOCKED', `${environment} is ${describeClosed(closed)}`, {
    hint: `gitenv unlock ${environment}`,
  });
}
