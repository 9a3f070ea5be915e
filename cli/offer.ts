import { GitenvError } from '../lib/errors';
import type { Session } from './session';

/** Asks whether a deployspec to fill in is to be written; false if nobody can be asked. @throws GitenvError DECLINED */
export async function offerDeployspec(session: Session, mayAsk: boolean): Promise<boolean> {
  const question = 'Your buildspec.yml has no deployspec.yml beside it. Write one?';
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
