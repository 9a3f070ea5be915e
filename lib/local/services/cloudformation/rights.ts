import type { Context } from '../../base/context';
import type { Ask } from '../../base/rights';
import { asksOf, type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { passRole } from '../../rights/pass-role';
import type { Fields } from '../../values/fields';
import { findChangeSet, findStack } from './model/find';

const service: RightsOf = {
  service: 'cloudformation',
  names: {
    StackName: (input, context) => stackOf(input, context)?.name,
    Id: (input, context) => stackOf(input, context)?.id,
  },
  keys: (action, input) => ({
    ...(/ChangeSet$/.test(action) && {
      'cloudformation:changesetname': textOf(input, 'ChangeSetName'),
    }),
    'cloudformation:importresourcetypes': undefined,
    'cloudformation:resourcetypes': undefined,
    'cloudformation:rolearn': textOf(input, 'RoleARN'),
    'cloudformation:stackpolicyurl': undefined,
    'cloudformation:templateurl': textOf(input, 'TemplateURL'),
  }),
  further: {
    CreateStack: passed,
    UpdateStack: passed,
    CreateChangeSet: passed,
    DeleteStack: passed,
    ContinueUpdateRollback: passed,
    RollbackStack: passed,
  },
  special: {
    // CodePipeline waits by asking again
    // (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html).
    WaitForStack: (input, context) => asksOf(service, 'DescribeStacks', input, context),
    WaitForChangeSet: (input, context) => asksOf(service, 'DescribeChangeSet', input, context),
  },
};

export const rights = rightsOf(service);

function passed({ RoleARN }: Fields): readonly Ask[] {
  return passRole(RoleARN, 'cloudformation.amazonaws.com');
}

/** A stack that is not there yet, or not any more, has no id: policies see a star in its place. */
function stackOf(
  input: Fields,
  context: Context,
): { readonly name: string; readonly id: string } | undefined {
  const asked = textOf(input, 'StackName');
  const changeSet = textOf(input, 'ChangeSetName');
  const arn = changeSet?.startsWith('arn:')
    ? findChangeSet(context, changeSet, undefined)?.stackId
    : asked;
  if (arn === undefined) return undefined;
  const id = findStack(context, arn)?.id ?? (arn.startsWith('arn:') ? arn : `:stack/${arn}/*`);
  const [, name = '', uuid = '*'] = /:stack\/([^/]+)\/(.+)$/.exec(id) ?? [];
  return { name, id: uuid };
}
