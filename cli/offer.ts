import { GitenvError } from '../lib/errors';
import type { Session } from './session';

/** Asks whether to do something that may be left; false if nobody can be asked. @throws GitenvError DECLINED */
export async function offer(session: Session, question: string, mayAsk: boolean): Promise<boolean> {
  const choices = ['yes', 'no'];
  try {
    const answer = await session.choose(question, {
      choices,
      usual: 'yes',
      mayAsk,
      hint: 'yes, or no',
    });
    return answer === 'yes';
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'CONFIRMATION_NEEDED') return false;
    throw error;
  }
}
