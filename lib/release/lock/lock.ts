/** Who keeps releases out of an environment, until when, and why. */
export interface Lock {
  readonly by: string;
  readonly until: Date;
  readonly reason: string;
}

/** A lock whose time has not come yet. */
export interface LockToCome extends Lock {
  readonly from: Date;
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

function plain(text: string): string {
  return text.replace(/[^a-zA-Z0-9!@ ().*?-]+/g, ' ').trim();
}
