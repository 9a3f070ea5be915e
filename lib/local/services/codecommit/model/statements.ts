import type { Context } from '../../../base/context';
import { type Statement, statementsIn } from '../../../policy/statement';
import { codeOf } from '../../../values/thrown';

interface Named {
  readonly PolicyDocument?: string;
}

/** The Deny statements of the role that the caller has assumed: inline, and of the account's own managed policies. */
export async function denialsOf(context: Context): Promise<Statement[]> {
  const RoleName = /:assumed-role\/([^/]+)\//.exec(context.caller.arn)?.[1];
  if (RoleName === undefined) return [];
  try {
    // IAM hands out documents percent-encoded.
    const documents = [
      ...(await inlineDocuments(RoleName, context)),
      ...(await attachedDocuments(RoleName, context)),
    ];
    return documents
      .flatMap((encoded) => statementsIn(decodeURIComponent(encoded)))
      .filter(({ Effect }) => Effect === 'Deny');
  } catch (error) {
    // The role may have been deleted since; what it was denied went with it.
    if (codeOf(error) === 'NoSuchEntity') return [];
    throw error;
  }
}

async function inlineDocuments(RoleName: string, context: Context): Promise<string[]> {
  const { PolicyNames } = await context.call<{ PolicyNames: string[] }>('iam', 'ListRolePolicies', {
    RoleName,
  });
  const policies = await Promise.all(
    PolicyNames.map((PolicyName) =>
      context.call<Named>('iam', 'GetRolePolicy', { RoleName, PolicyName }),
    ),
  );
  return policies.map(({ PolicyDocument = '' }) => PolicyDocument);
}

async function attachedDocuments(RoleName: string, context: Context): Promise<string[]> {
  const { AttachedPolicies } = await context.call<{ AttachedPolicies: { PolicyArn: string }[] }>(
    'iam',
    'ListAttachedRolePolicies',
    { RoleName },
  );
  // AWS's own managed policies deny nothing of CodeCommit, and their documents are not on this machine.
  const own = AttachedPolicies.filter(({ PolicyArn }) => !PolicyArn.includes('::aws:policy/'));
  return Promise.all(own.map(({ PolicyArn }) => documentOf(PolicyArn, context)));
}

async function documentOf(PolicyArn: string, context: Context): Promise<string> {
  const { Policy } = await context.call<{ Policy: { DefaultVersionId: string } }>(
    'iam',
    'GetPolicy',
    { PolicyArn },
  );
  const { PolicyVersion } = await context.call<{ PolicyVersion: { Document: string } }>(
    'iam',
    'GetPolicyVersion',
    { PolicyArn, VersionId: Policy.DefaultVersionId },
  );
  return PolicyVersion.Document;
}
