import type { Account, CallerIdentity } from '../../aws/account/account';
import { call } from '../../aws/call/call';
import { GetTemplate } from '../../aws/stack/operations';
import { describeStack, type StackState } from '../../aws/stack/stack';
import type { EnvironmentSettings } from '../../config/config';
import { namesOf, outputs } from '../../contract';
import { GitenvError } from '../../errors';
import { fieldsOf } from '../../fields';
import type { PolicyDocument } from './document';

/** Whose policy it is. */
export interface PolicyPlace {
  readonly application: string;
  readonly region: string;
  readonly identity: CallerIdentity;
}

/** An account has one list of policies for all regions. */
const policyName = ({ application, region }: PolicyPlace) =>
  `${namesOf(application).deployPolicyStack}-${region}`;

const partitionOf = ({ identity }: PolicyPlace) => identity.arn.split(':')[1] ?? 'aws';

/** The template of the stack that is nothing but the policy of deploys. */
export function policyTemplate(place: PolicyPlace, document: PolicyDocument): string {
  const { application } = place;
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What deploys of ${application} may change. Made by gitenv init from deploy-policy.json`,
    Resources: {
      Policy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: policyName(place),
          Description: `What deploys of ${application} may change`,
          PolicyDocument: inPartition(place, document),
        },
      },
    },
  });
}

/** The file says `aws` for any partition, so that one file is right for accounts of several. */
function inPartition(place: PolicyPlace, document: PolicyDocument): PolicyDocument {
  const text = JSON.stringify(document).replaceAll('"arn:aws:', `"arn:${partitionOf(place)}:`);
  return JSON.parse(text);
}

/**
 * The managed policies of the role of deploys, as `gitenv.json` says what deploys may change.
 * @returns undefined where it says nothing, and they stay what they are
 */
export function deployPoliciesOf(
  { deployRights: rights, deployPolicies }: EnvironmentSettings,
  place: PolicyPlace,
): readonly string[] | undefined {
  if (rights === undefined) return deployPolicies;
  const of = (account: string, name: string) =>
    `arn:${partitionOf(place)}:iam::${account}:policy/${name}`;
  const words: Readonly<Record<string, readonly string[]>> = {
    template: [of(place.identity.account, policyName(place))],
    nothing: [],
    administrator: [of('aws', 'AdministratorAccess')],
  };
  return [...new Set([...(deployPolicies ?? []), ...(words[rights] ?? [rights])])];
}

/** A policy that is installed, and its stack. */
export interface InstalledPolicy {
  readonly stack: StackState;
  readonly document: PolicyDocument;
}

/**
 * @returns undefined where there is none
 * @throws GitenvError USAGE where the stack of that name is another application's
 */
export async function installedPolicy(
  account: Account,
  application: string,
): Promise<InstalledPolicy | undefined> {
  const { deployPolicyStack: name } = namesOf(application);
  const stack = await describeStack(account, name);
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') return undefined;
  if (stack.outputs[outputs.contractVersion] !== undefined) throw takenBy(name, application);
  const { TemplateBody = '{}' } = await call(account, GetTemplate, {
    StackName: stack.id,
    TemplateStage: 'Original',
  });
  const { Policy } = fieldsOf(fieldsOf(JSON.parse(TemplateBody)).Resources);
  const document = fieldsOf(fieldsOf(Policy).Properties).PolicyDocument as PolicyDocument;
  return { stack, document: commonly(document) };
}

/** As the file has it. */
function commonly(document: PolicyDocument): PolicyDocument {
  return JSON.parse(JSON.stringify(document).replace(/"arn:aws(-[a-z-]+)?:/g, '"arn:aws:'));
}

function takenBy(stack: string, application: string): GitenvError {
  return new GitenvError(
    'USAGE',
    `The stack ${stack} is that of the application ${application}-deploy-policy, so the policy of ${application} cannot have it`,
    {
      changed: 'nothing',
      advice: 'Write the policy yourself, and give its ARN with --deploy-rights.',
    },
  );
}
