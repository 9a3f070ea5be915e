import { notImplemented } from '../../../base/service-error';
import { isObject, type Json, type JsonObject } from '../../../values/json';
import { invalid } from '../model/errors';
import { checkTemplate } from './check';
import { parseTemplate, scalarText } from './parse';
import {
  languageExtensions,
  type OutputDefinition,
  type ResourceDefinition,
  type Template,
} from './template';

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Transform',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
];

const resourceAttributes = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  // Not documented, and in templates that AWS itself publishes.
  'Description',
];

/** These wait for signals or roll instances, which nothing on this machine can send or do. */
const refusedAttributes = ['CreationPolicy', 'UpdatePolicy'];

/** The last few templates read: one operation looks at the same text several times. */
const recent = new Map<string, Template>();

/** @throws ServiceError with CloudFormation's text for what can be seen without any parameter's value */
export function readTemplate(text: string): Template {
  const known = recent.get(text);
  if (known) return known;
  const template = read(text);
  checkTemplate(template);
  const [oldest] = recent.keys();
  if (recent.size >= 8 && oldest !== undefined) recent.delete(oldest);
  recent.set(text, template);
  return template;
}

function read(text: string): Template {
  const source = parseTemplate(text);
  refuseLoops(source);
  // First: a transform decides which sections there may be, and what their members are.
  const transforms = readTransforms(source.Transform);
  if (source.Hooks !== undefined) throw notImplemented('cloudformation', 'Hooks');
  const unknown = Object.keys(source).filter((name) => !sections.includes(name));
  if (unknown.length > 0)
    throw invalid(`Invalid template property or properties [${unknown.join(', ')}]`);
  const template: Template = {
    ...(typeof source.Description === 'string' && { description: source.Description }),
    ...(isObject(source.Metadata) && { metadata: source.Metadata }),
    transforms,
    parameters: section(source, 'Parameters'),
    mappings: section(source, 'Mappings'),
    conditions: section(source, 'Conditions'),
    rules: section(source, 'Rules'),
    resources: section(source, 'Resources'),
    outputs: section(source, 'Outputs'),
  };
  checkVersion(source.AWSTemplateFormatVersion);
  checkResources(template);
  for (const [name, output] of Object.entries(template.outputs)) checkOutput(name, output);
  return template;
}

function section<T>(source: JsonObject, name: string): Readonly<Record<string, T>> {
  const value = source[name] ?? {};
  if (!isObject(value)) throw invalid(`Template format error: ${name} section must be an object.`);
  for (const [key, member] of Object.entries(value)) {
    if (name !== 'Conditions' && !isObject(member))
      throw invalid(`Template format error: Any ${name} member must be an object.`);
    if (!namesOf(name).test(key))
      throw invalid(
        `Template format error: ${name.replace(/s$/, '')} name ${key} is non alphanumeric.`,
      );
  }
  return value as Readonly<Record<string, T>>;
}

function namesOf(section: string): RegExp {
  if (section === 'Mappings') return /^/;
  return section === 'Conditions' ? /^[a-zA-Z0-9&_]+$/ : /^[a-zA-Z0-9]+$/;
}

function checkVersion(version: Json | undefined): void {
  if (version !== undefined && version !== '2010-09-09')
    throw invalid(
      `Template format error: [/AWSTemplateFormatVersion] '${scalarText(version)}' is not supported.`,
    );
}

function readTransforms(value: Json | undefined): readonly string[] {
  const names = value === undefined ? [] : [value].flat();
  const other = names.find((name) => name !== languageExtensions);
  if (other !== undefined)
    throw notImplemented('cloudformation', `Transform ${JSON.stringify(other)}`);
  return names.map(String);
}

function refuseLoops(value: Json): void {
  if (Array.isArray(value)) for (const item of value) refuseLoops(item);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('Fn::ForEach') || name === 'Fn::Transform')
      throw notImplemented('cloudformation', name.split('::').slice(0, 2).join('::'));
    refuseLoops(inner);
  }
}

function checkResources({ resources }: Template): void {
  if (Object.keys(resources).length === 0)
    throw invalid('Template format error: At least one Resources member must be defined.');
  if (Object.keys(resources).length > 500)
    throw invalid(
      'Template format error: Number of resources is greater than maximum allowed, 500',
    );
  for (const [name, resource] of Object.entries(resources)) checkResource(name, resource);
}

function checkResource(name: string, resource: ResourceDefinition): void {
  if (typeof resource.Type !== 'string')
    throw invalid(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    );
  for (const attribute of Object.keys(resource)) {
    if (refusedAttributes.includes(attribute))
      throw notImplemented('cloudformation', `${attribute} (resource ${name})`);
    if (!resourceAttributes.includes(attribute) && !isVersionOfCustom(attribute, resource))
      throw invalid(`Invalid template resource property '${attribute}'`);
  }
  checkNames(resource.DependsOn, 'DependsOn');
  checkNames(resource.Condition, 'Condition');
  if (resource.Properties !== undefined && !isObject(resource.Properties))
    throw invalid(
      `Template format error: [/Resources/${name}/Properties] 'null' values are not allowed in templates`,
    );
}

/** Custom resources say so which version of their interface they speak. */
function isVersionOfCustom(attribute: string, { Type }: ResourceDefinition): boolean {
  return attribute === 'Version' && /^(AWS::CloudFormation::CustomResource$|Custom::)/.test(Type);
}

function checkNames(value: unknown, member: string): void {
  if ([value ?? []].flat().some((name) => typeof name !== 'string'))
    throw invalid(`Template format error: Every ${member} value must be a string.`);
}

function checkOutput(name: string, output: OutputDefinition): void {
  if (output.Value === undefined)
    throw invalid(
      `Template format error: Output ${name} is malformed. The Value field is required.`,
    );
  checkNames(output.Condition, 'Condition');
  const allowed = ['Value', 'Description', 'Condition', 'Export'];
  const unknown = Object.keys(output).find((key) => !allowed.includes(key));
  if (unknown !== undefined)
    throw invalid(`Template format error: Invalid output property '${unknown}' (output ${name})`);
}
