import type { Parameter, Tag } from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { notImplemented, type ServiceError } from '../../../base/service-error';
import { type Fields, fieldsOf, isFields } from '../../../values/fields';
import { configurationError } from '../model/errors';
import type { S3Object } from '../model/records';
import { readText } from './archive';
import type { Task } from './kind';

/** Longest template that goes along in a request; a longer one is put into the artifact bucket. */
const longestBody = 51_200;

interface TemplateConfiguration {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** What a stack or change set is to be made from, as CloudFormation's operations take it. */
export async function stackInput(task: Task): Promise<Readonly<Record<string, unknown>>> {
  const { Capabilities, RoleArn } = task.run.resolved;
  const configuration = await templateConfiguration(task);
  return {
    ...(await template(task)),
    Parameters: await parameters(task, configuration),
    Tags: Object.entries(configuration.Tags ?? {}).map(([Key, Value]): Tag => ({ Key, Value })),
    ...(Capabilities ? { Capabilities: Capabilities.split(',').map((one) => one.trim()) } : {}),
    ...(RoleArn ? { RoleARN: RoleArn } : {}),
  };
}

async function template(task: Task): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
  const text = await fileAt(task, 'TemplatePath');
  if (Buffer.byteLength(text) <= longestBody) return { TemplateBody: text };
  const { context, run } = task;
  const bucket = run.inputs[0]?.bucket ?? '';
  const key = `${task.pipeline.name.slice(0, 20)}/templates/${run.id}`;
  await context.call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: Buffer.from(text) });
  return { TemplateURL: `${context.endpoint}/${bucket}/${key}` };
}

async function templateConfiguration(task: Task): Promise<TemplateConfiguration> {
  if (!task.run.resolved.TemplateConfiguration) return {};
  const text = await fileAt(task, 'TemplateConfiguration');
  const { Parameters, Tags, StackPolicy } = objectIn(text, 'TemplateConfiguration');
  if (StackPolicy !== undefined)
    throw notImplemented('codepipeline', 'StackPolicy of a TemplateConfiguration');
  const tags = Object.entries(fieldsOf(Tags)).map(([key, value]) => [key, String(value)] as const);
  return { Parameters: fieldsOf(Parameters), Tags: Object.fromEntries(tags) };
}

async function parameters(
  task: Task,
  { Parameters = {} }: TemplateConfiguration,
): Promise<Parameter[]> {
  const { ParameterOverrides } = task.run.resolved;
  const overrides = ParameterOverrides ? objectIn(ParameterOverrides, 'ParameterOverrides') : {};
  const values = Object.entries({ ...Parameters, ...overrides });
  return Promise.all(
    values.map(async ([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: await parameterValue(task, value),
    })),
  );
}

/** A value, or a function that finds it in an artifact. */
async function parameterValue(task: Task, value: unknown): Promise<string> {
  if (Array.isArray(value)) return value.join(',');
  if (value === null || typeof value !== 'object') return String(value);
  const [[name, given] = ['', []]] = Object.entries(value);
  const argument = (Array.isArray(given) ? given : []).map(String);
  if (name === 'Fn::GetArtifactAtt') return artifactAttribute(task, argument);
  if (name === 'Fn::GetParam') return artifactParameter(task, argument);
  throw fault(`ParameterOverrides has ${name}, which is no function of it.`);
}

function artifactAttribute(task: Task, [artifact = '', attribute = '']: string[]): string {
  const { bucket, key } = inputNamed(task, artifact);
  if (attribute === 'BucketName') return bucket;
  if (attribute === 'ObjectKey') return key;
  if (attribute === 'URL') return urlOf(task.context, { bucket, key });
  throw fault(`The artifact ${artifact} has no attribute ${attribute}.`);
}

async function artifactParameter(
  task: Task,
  [artifact = '', file = '', key = '']: string[],
): Promise<string> {
  const values = objectIn(await readText(task.context, inputNamed(task, artifact), file), file);
  if (!Object.hasOwn(values, key))
    throw fault(`${file} of the artifact ${artifact} has no ${key}.`);
  return String(values[key]);
}

/** The file that a configuration key names as `Artifact::path`. */
async function fileAt(task: Task, key: string): Promise<string> {
  const value = task.run.resolved[key] ?? '';
  const [, artifact = '', file = ''] = /^([^:]+)::(.+)$/.exec(value) ?? [];
  if (file === '') throw fault(`${key} must be Artifact::file, and is ${value}.`);
  return readText(task.context, inputNamed(task, artifact), file);
}

function inputNamed({ run, action }: Task, name: string): S3Object {
  const input = run.inputs.find((one) => one.name === name);
  if (!input) throw fault(`${name} is not an input artifact of the action ${action.name}.`);
  return input;
}

function urlOf({ endpoint }: Context, { bucket, key }: S3Object): string {
  return `${endpoint}/${bucket}/${key}`;
}

function objectIn(text: string, what: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Said below, for what parses but is no object too.
  }
  throw fault(`${what} is not a JSON object.`);
}

function fault(message: string): ServiceError {
  return configurationError(message);
}
