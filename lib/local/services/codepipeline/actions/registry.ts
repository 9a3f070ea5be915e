import { type ActionTypeId, kindName } from '../model/declaration';
import { manualApproval } from './approval';
import { cloudFormationDeploy } from './cloudformation';
import { codeBuild } from './codebuild';
import { codeCommitSource } from './codecommit';
import { commands } from './commands';
import type { ActionKind } from './kind';
import { s3Deploy } from './s3-deploy';
import { s3Source } from './s3-source';

/** Every kind of action this machine runs, by `Category/Owner/Provider/Version`. */
export const kinds: Readonly<Record<string, ActionKind>> = {
  'Source/AWS/CodeCommit/1': codeCommitSource,
  'Build/AWS/CodeBuild/1': codeBuild,
  'Test/AWS/CodeBuild/1': codeBuild,
  'Approval/AWS/Manual/1': manualApproval,
  'Compute/AWS/Commands/1': commands,
  'Deploy/AWS/CloudFormation/1': cloudFormationDeploy,
  'Deploy/AWS/S3/1': s3Deploy,
  'Source/AWS/S3/1': s3Source,
};

export function kindOf(type: ActionTypeId): ActionKind | undefined {
  const name = kindName(type);
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}
