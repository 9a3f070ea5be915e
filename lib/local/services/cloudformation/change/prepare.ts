import type { Capability, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { fieldsOf } from '../../../values/fields';
import { invalid } from '../model/errors';
import type { Source } from '../model/records';
import { checkRole } from '../model/role';
import { type ParameterStore, resolveParameters } from '../template/parameters';
import { readTemplate } from '../template/read';
import { languageExtensions, type Template } from '../template/template';
import { templateAt } from './template-url';

/** The members that CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface SourceInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: Parameter[] | undefined;
  readonly Tags?: Tag[] | undefined;
  readonly Capabilities?: Capability[] | undefined;
  readonly NotificationARNs?: string[] | undefined;
  readonly RoleARN?: string | undefined;
}

/** Reads and checks what a caller wants a stack to be, on top of what it is. */
export async function prepareSource(
  input: SourceInput,
  previous: Source | undefined,
  context: Context,
): Promise<Source> {
  refuseUnsupported(fieldsOf(input));
  const roleArn = input.RoleARN ?? previous?.roleArn;
  if (input.RoleARN !== undefined) await checkRole(input.RoleARN, context);
  const text = await templateText(input, previous, context);
  const template = readTemplate(text);
  checkCapabilities(template, input.Capabilities ?? []);
  demandTransforms(template, context);
  const parameters = await resolveParameters(
    template,
    input.Parameters ?? [],
    previous?.parameters ?? {},
    parameterStore(context),
  );
  return {
    template: text,
    ...(template.description !== undefined && { description: template.description }),
    parameters,
    tags: input.Tags ?? previous?.tags ?? [],
    capabilities: input.Capabilities ?? [],
    notificationArns: input.NotificationARNs ?? previous?.notificationArns ?? [],
    ...(roleArn !== undefined && { roleArn }),
  };
}

/**
 * A macro or a transform of AWS's own asks for a right beside that on the stack. The service authorization reference does not say so:
 * https://github.com/aws/serverless-application-model/issues/179
 */
function demandTransforms({ transforms }: Template, context: Context): void {
  for (const name of transforms) {
    const resource = `arn:aws:cloudformation:${context.region}:aws:transform/${name.replace(/^AWS::/, '')}`;
    const ask = { action: 'cloudformation:CreateChangeSet', resource };
    context.demand(ask, (words) => new ServiceError('AccessDenied', words, 403));
  }
}

/** Members that would be needed for more than this engine does. */
const refused = [
  'StackPolicyBody',
  'StackPolicyURL',
  'StackPolicyDuringUpdateBody',
  'StackPolicyDuringUpdateURL',
  'ResourcesToImport',
  'RollbackConfiguration',
  'ResourceTypes',
  'DeploymentMode',
];

export function refuseUnsupported(input: Readonly<Record<string, unknown>>): void {
  const name = refused.find((member) => {
    const value = input[member];
    const isEmpty = typeof value === 'object' && Object.values(value ?? {}).flat().length === 0;
    return value !== undefined && value !== false && value !== '' && !isEmpty;
  });
  if (name !== undefined) throw notImplemented('cloudformation', name);
}

export async function templateText(
  input: SourceInput,
  previous: Source | undefined,
  context: Context,
): Promise<string> {
  const { TemplateBody, TemplateURL, UsePreviousTemplate } = input;
  const given = [TemplateBody, TemplateURL, UsePreviousTemplate || undefined];
  if (given.filter((value) => value !== undefined).length !== 1)
    throw invalid('Either Template URL or Template Body must be specified.');
  if (TemplateURL !== undefined) return templateAt(TemplateURL, context);
  if (TemplateBody === undefined) return previous?.template ?? noPrevious();
  if (Buffer.byteLength(TemplateBody) > 51_200)
    throw invalid(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  return TemplateBody;
}

function noPrevious(): never {
  throw invalid('There is no previous template to use.');
}

function parameterStore(context: Context): ParameterStore {
  return async (Name) => {
    const answer = await context.call<{ Parameter?: { Value?: string } }>('ssm', 'GetParameter', {
      Name,
    });
    if (answer.Parameter?.Value === undefined) throw invalid(`no parameter ${Name}`);
    return answer.Parameter.Value;
  };
}

const namedIam: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};

/** The acknowledgement a template needs, with whether it is for resources with names of their own. */
export function requiredCapabilities(template: Template): readonly Capability[] {
  const resources = Object.values(template.resources);
  const isNamed = resources.some(
    ({ Type, Properties }) => Properties?.[namedIam[Type] ?? ''] !== undefined,
  );
  const isIam = resources.some(({ Type }) => Type.startsWith('AWS::IAM::'));
  return [
    ...(isNamed ? (['CAPABILITY_NAMED_IAM'] as const) : []),
    ...(isIam && !isNamed ? (['CAPABILITY_IAM'] as const) : []),
  ];
}

function checkCapabilities(template: Template, given: readonly Capability[]): void {
  const held = given.includes('CAPABILITY_NAMED_IAM') ? [...given, 'CAPABILITY_IAM'] : given;
  const missing = requiredCapabilities(template).filter((needed) => !held.includes(needed));
  if (missing.length > 0)
    throw new ServiceError(
      'InsufficientCapabilitiesException',
      `Requires capabilities : [${missing.join(', ')}]`,
    );
}

/** A change set expands transforms for the reader to see; a direct create or update needs his word. */
export function checkTransforms(template: Template, given: readonly Capability[]): void {
  if (template.transforms.includes(languageExtensions) && !given.includes('CAPABILITY_AUTO_EXPAND'))
    throw new ServiceError(
      'InsufficientCapabilitiesException',
      'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    );
}
