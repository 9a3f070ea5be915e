import * as errors from './errors';
import { isShortRefName } from './git/refs';

export function checkBranchName(name: string | undefined): string {
  if (name === undefined || name === '') throw errors.branchNameRequired();
  if (!isShortRefName(name)) throw errors.invalidBranchName(name);
  return name;
}
