import { GitenvError } from '../errors';

/** An answer, or why there is none, for whoever can go on without it. */
export async function orWhyNot<T>(answer: Promise<T>): Promise<T | GitenvError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GitenvError) return error;
    throw error;
  }
}
