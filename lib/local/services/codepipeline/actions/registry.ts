import { type ActionTypeId, kindName } from '../declaration';
import { manualApproval } from './approval';
import { codeBuild } from './codebuild';
import { codeCommitSource } from './codecommit';
import type { ActionKind } from './kind';

/** Every kind of action this machine runs, by `Category/Owner/Provider/Version`. */
export const kinds: Readonly<Record<string, ActionKind>> = {
  'Source/AWS/CodeCommit/1': codeCommitSource,
  'Build/AWS/CodeBuild/1': codeBuild,
  'Test/AWS/CodeBuild/1': codeBuild,
  'Approval/AWS/Manual/1': manualApproval,
};

export function kindOf(type: ActionTypeId): ActionKind | undefined {
  const name = kindName(type);
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}
