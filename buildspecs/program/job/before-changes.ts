import { withFacts } from '../../../lib/errors';

/** Has what fails say that nothing was changed: the work comes before a deploy changes anything. */
export async function beforeChanges<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withFacts(error, 'DEPLOY_FAILED', { changed: 'nothing' });
  }
}
