import { GitenvError } from '../lib/errors';
import type { Session } from './session';

const choices = ['yes', 'no'];
const otherwise = 'Answer yes, or no.';

/** Asks whether to do something that may be left; false for anything but yes, and if nobody can be asked. */
export async function offer(session: Session, question: string, mayAsk: boolean): Promise<boolean> {
  return (await offered(session, question, mayAsk)) ?? false;
}

/** The same, which tells no from nobody to ask. */
export async function offered(
  session: Session,
  question: string,
  mayAsk: boolean,
): Promise<boolean | undefined> {
  try {
    const answer = await session.choose(question, {
      choices,
      others: /^[yn]$/,
      usual: 'yes',
      mayAsk,
      otherwise,
    });
    return answer.startsWith('y');
  } catch (error) {
    const code = error instanceof GitenvError ? error.code : undefined;
    if (code === 'CONFIRMATION_NEEDED') return undefined;
    if (code === 'DECLINED') return false;
    throw error;
  }
}

/**
 * Asks whether to do what was shown.
 * @returns false if nobody can be asked
 * @throws GitenvError DECLINED for anything but yes
 */
export async function agreed(
  session: Pick<Session, 'confirm' | 'assumeYes'>,
  question: string,
): Promise<boolean> {
  try {
    await session.confirm(question, session);
    return true;
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'CONFIRMATION_NEEDED') return false;
    throw error;
  }
}
