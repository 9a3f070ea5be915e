import type {
  GetTemplateCommandInput,
  GetTemplateOutput,
  GetTemplateSummaryCommandInput,
  GetTemplateSummaryOutput,
  ValidateTemplateCommandInput,
  ValidateTemplateOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import type { Json } from '../../../values/json';
import { requiredCapabilities, templateText } from '../change/prepare';
import { needChangeSet, needStack } from '../model/find';
import { scalarText } from '../template/parse';
import { readTemplate } from '../template/read';
import type { Template } from '../template/template';

export function GetTemplate(input: GetTemplateCommandInput, context: Context): GetTemplateOutput {
  const { source } =
    input.ChangeSetName === undefined
      ? needStack(context, input.StackName)
      : needChangeSet(context, input.ChangeSetName, input.StackName);
  return { TemplateBody: source.template, StagesAvailable: ['Original', 'Processed'] };
}

export async function ValidateTemplate(
  input: ValidateTemplateCommandInput,
  context: Context,
): Promise<ValidateTemplateOutput> {
  const template = readTemplate(await templateText(input, undefined, context));
  return {
    Description: template.description,
    Parameters: Object.entries(template.parameters).map(([ParameterKey, definition]) => ({
      ParameterKey,
      DefaultValue: defaultOf(definition.Default),
      NoEcho: scalarText(definition.NoEcho ?? null) === 'true',
      Description: definition.Description,
    })),
    ...acknowledgements(template),
    DeclaredTransforms: [...template.transforms],
  };
}

export async function GetTemplateSummary(
  input: GetTemplateSummaryCommandInput,
  context: Context,
): Promise<GetTemplateSummaryOutput> {
  const text =
    input.StackName === undefined
      ? await templateText(input, undefined, context)
      : needStack(context, input.StackName).source.template;
  const template = readTemplate(text);
  return {
    Description: template.description,
    Parameters: Object.entries(template.parameters).map(([ParameterKey, definition]) => ({
      ParameterKey,
      DefaultValue: defaultOf(definition.Default),
      ParameterType: definition.Type,
      NoEcho: scalarText(definition.NoEcho ?? null) === 'true',
      Description: definition.Description,
      ParameterConstraints: definition.AllowedValues && {
        AllowedValues: definition.AllowedValues.map(scalarText),
      },
    })),
    ...acknowledgements(template),
    ResourceTypes: [...new Set(Object.values(template.resources).map(({ Type }) => Type))],
    Version: '2010-09-09',
    Metadata: template.metadata && JSON.stringify(template.metadata),
    DeclaredTransforms: [...template.transforms],
  };
}

function defaultOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : scalarText(value);
}

function acknowledgements(template: Template) {
  const needed = requiredCapabilities(template);
  if (needed.length === 0) return {};
  const types = Object.values(template.resources).map(({ Type }) => Type);
  const iam = [...new Set(types.filter((type) => type.startsWith('AWS::IAM::')))];
  return {
    Capabilities: [...needed],
    CapabilitiesReason: `The following resource(s) require capabilities: [${iam.join(', ')}]`,
  };
}
