import { isShortRefName } from '../git/refs';
import { branchNameRequired, invalidBranchName } from './errors';

export function checkBranchName(name: string | undefined): string {
  if (name === undefined || name === '') throw branchNameRequired();
  if (!isShortRefName(name)) throw invalidBranchName(name);
  return name;
}
