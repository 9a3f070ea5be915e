import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { Json } from '../../../values/json';
import { invalid } from '../model/errors';
import type { ParameterValue, ParameterValues } from '../model/records';
import { scalarText } from './parse';
import type { ParameterDefinition, Template } from './template';

/** Reads the SSM parameter of that name; throws when there is none. */
export type ParameterStore = (name: string) => Promise<string>;

const plainTypes = ['String', 'Number', 'List<Number>', 'CommaDelimitedList'];
/** Types that AWS checks against what the account has; here the text is taken as it is. */
const identifierType = /^(List<)?AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>?$/;
const ssmType = /^AWS::SSM::Parameter::Value<(.+)>$/;

/**
 * The values of all parameters of a template from what the caller gave, the previous values, and the defaults.
 * @throws ServiceError naming the parameters that are unknown, missing, or break a constraint
 */
export async function resolveParameters(
  template: Template,
  given: readonly Parameter[],
  previous: ParameterValues,
  store: ParameterStore,
): Promise<ParameterValues> {
  const texts = chooseTexts(template, given, previous);
  const values: Record<string, ParameterValue> = {};
  const missing: string[] = [];
  for (const [name, definition] of Object.entries(template.parameters)) {
    const text = texts.get(name);
    if (text === undefined) throw invalid(`Parameters: [${name}] must have values`);
    checkDefinition(name, definition);
    checkConstraints(name, text, definition);
    const resolved = ssmType.test(definition.Type)
      ? await store(text).catch(() => void missing.push(text))
      : undefined;
    values[name] = {
      given: text,
      ...(resolved !== undefined && { resolved }),
      ...(scalarText(definition.NoEcho ?? null) === 'true' && { noEcho: true }),
    };
  }
  if (missing.length > 0)
    throw invalid(
      `Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`,
    );
  return values;
}

function chooseTexts(
  template: Template,
  given: readonly Parameter[],
  previous: ParameterValues,
): ReadonlyMap<string, string> {
  const names = Object.keys(template.parameters);
  const unknown = given
    .map(({ ParameterKey }) => ParameterKey ?? '')
    .filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const texts = new Map<string, string>();
  for (const name of names) {
    const item = given.find(({ ParameterKey }) => ParameterKey === name);
    const fallback = template.parameters[name]?.Default;
    const text = item?.UsePreviousValue
      ? previous[name]?.given
      : (item?.ParameterValue ?? (fallback === undefined ? undefined : asText(fallback)));
    if (text !== undefined) texts.set(name, text);
  }
  const without = names.filter((name) => !texts.has(name));
  if (without.length > 0) throw invalid(`Parameters: [${without.join(', ')}] must have values`);
  return texts;
}

function asText(value: Json): string {
  return Array.isArray(value) ? value.map(scalarText).join(',') : scalarText(value);
}

const asNumber = (value: Json) => Number(scalarText(value));

function checkDefinition(name: string, definition: ParameterDefinition): void {
  const { Type, AllowedValues, AllowedPattern } = definition;
  if (typeof Type !== 'string')
    throw invalid('Template format error: Every Parameters object must contain a Type member.');
  if (!plainTypes.includes(Type) && !identifierType.test(Type) && !ssmType.test(Type))
    throw invalid(`Template format error: Unrecognized parameter type: ${Type}`);
  if (AllowedValues !== undefined && !Array.isArray(AllowedValues))
    throw invalid(`Template format error: Parameter ${name}: AllowedValues must be a list`);
  if (AllowedPattern !== undefined && !patternOf(scalarText(AllowedPattern)))
    throw invalid(
      `Template format error: Parameter ${name}: AllowedPattern is no regular expression`,
    );
}

/** AWS's patterns are Java's; what both languages read means the same. */
function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    return undefined;
  }
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** What `Ref` yields: a list for the list types, text for all others. */
export function parameterJson({ Type }: ParameterDefinition, value: ParameterValue): Json {
  const inner = ssmType.exec(Type)?.[1];
  const text = value.resolved ?? value.given;
  if (!isList(inner ?? Type)) return text;
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function checkConstraints(name: string, text: string, definition: ParameterDefinition): void {
  const items = isList(definition.Type) ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const fault = faultOf(item, definition);
    if (fault !== undefined)
      throw invalid(
        definition.ConstraintDescription === undefined
          ? `Parameter '${name}' ${fault}`
          : `Parameter '${name}' failed to satisfy constraint: ${scalarText(definition.ConstraintDescription)}`,
      );
  }
}

function faultOf(text: string, definition: ParameterDefinition): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = definition;
  const isNumber = /^(Number|List<Number>)$/.test(definition.Type);
  if (isNumber && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return 'must be a number';
  if (AllowedValues && !AllowedValues.some((allowed) => asText(allowed) === text))
    return 'must be one of AllowedValues';
  if (MinLength !== undefined && text.length < asNumber(MinLength))
    return `must contain at least ${scalarText(MinLength)} characters`;
  if (MaxLength !== undefined && text.length > asNumber(MaxLength))
    return `must contain at most ${scalarText(MaxLength)} characters`;
  if (AllowedPattern !== undefined && !patternOf(scalarText(AllowedPattern))?.test(text))
    return `must match pattern ${scalarText(AllowedPattern)}`;
  if (MinValue !== undefined && Number(text) < asNumber(MinValue))
    return `must be a number not less than ${scalarText(MinValue)}`;
  if (MaxValue !== undefined && Number(text) > asNumber(MaxValue))
    return `must be a number not greater than ${scalarText(MaxValue)}`;
  return undefined;
}
