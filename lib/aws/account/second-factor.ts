import { GitenvError } from '../../errors';
import { shellWord } from '../../shell-word';

/** What a person is asked for: the code that a device shows for a profile. */
export interface CodeQuestion {
  readonly profile: string;
  /** The device, such as `arn:aws:iam::111111111111:mfa/robin`. */
  readonly serial: string;
}

/** @returns undefined where nobody can be asked */
export type AskCode = (question: CodeQuestion) => Promise<string | undefined>;

/** One for the whole process, whose parts are bundled apart: there is one terminal, and one question at a time. */
interface Desk {
  ask: AskCode | undefined;
  turn: Promise<unknown>;
}

const key = Symbol.for('gitenv.second-factor');

function desk(): Desk {
  const shared = globalThis as { [key]?: Desk };
  shared[key] ??= { ask: undefined, turn: Promise.resolve() };
  return shared[key];
}

/** Says how a person is asked for codes in this process. Until then, nobody can be. */
export function askForCodesBy(ask: AskCode | undefined): void {
  desk().ask = ask;
}

/**
 * Does what may ask, one after the other: whoever comes later may find what the one before was given a code for.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const { turn } = desk();
  const done = turn.then(work);
  desk().turn = done.catch(() => undefined);
  return done;
}

/** @throws GitenvError NO_CREDENTIALS where nobody can be asked, or types nothing */
export async function codeFor(question: CodeQuestion): Promise<string> {
  const { profile, serial } = question;
  const code = await desk().ask?.(question);
  if (code) return code;
  const why = code === '' ? 'none was typed' : 'there is no terminal to ask for it';
  throw new GitenvError(
    'NO_CREDENTIALS',
    `Profile '${profile}' needs a code of the MFA device ${serial}, and ${why}`,
    {
      changed: 'nothing',
      advice: 'Type this in a terminal: gitenv takes up the session that it begins.',
      hint: `aws sts get-caller-identity --profile ${shellWord(profile)}`,
    },
  );
}
