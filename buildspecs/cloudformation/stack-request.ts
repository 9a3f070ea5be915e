import { addressOf } from '../../lib/aws/objects/bucket';
import { sha256Of } from '../../lib/bundle/manifest';
import { storeBuffer } from '../../lib/bundle/store';
import { demandStored, storedSha256 } from '../../lib/bundle/store-once';
import { GitenvError } from '../../lib/errors';
import { objectKeys } from '../../lib/object-keys';
import type { Job } from '../program/job/job';
import type { QueryInput } from './client';
import type { Template } from './template';

/** What a commit says that a stack shall be. */
export interface WantedStack {
  readonly name: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  /** Such as `CAPABILITY_NAMED_IAM`. */
  readonly capabilities: readonly string[];
  /** Undefined leaves the tags of the stack as they are. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of the environment's bucket that the template and its parameters name. */
  readonly refersTo?: readonly string[];
}

/** A request in the words of CreateChangeSet, with the template in the environment's bucket. */
export interface StoredRequest {
  readonly templateUrl: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** CloudFormation takes no longer template in a request. */
const longestBody = 51_200;

/** A request as CreateChangeSet wants it; a long template goes by way of the environment's bucket. */
export async function inputOf(job: Job, request: WantedStack): Promise<QueryInput> {
  const { text } = request.template;
  const template = isLong(request)
    ? { TemplateURL: await storeTemplate(job, text) }
    : { TemplateBody: text };
  return { ...template, ...restOf(request) };
}

/** Keeps all that the deploy needs to make the stack by itself. */
export async function storedRequest(job: Job, request: WantedStack): Promise<StoredRequest> {
  const { parameters, capabilities, tags } = request;
  const templateUrl = await storeTemplate(job, request.template.text);
  return { templateUrl, parameters, capabilities, ...(tags && { tags }) };
}

/** Keys of the environment's bucket that a stack refers to once it is made of this. @param stored whether its template is there however short it is */
export function keysOf(request: WantedStack, stored: boolean): string[] {
  const { refersTo = [], template, parameters } = request;
  const texts = [template.text, ...Object.values(parameters)];
  const written = texts.flatMap((text) => text.match(keyPattern) ?? []);
  const own = stored || isLong(request) ? [keyOf(template.text)] : [];
  return [...new Set([...refersTo, ...written, ...own])];
}

/** A key that somebody has written into a template by hand. */
const keyPattern = new RegExp(
  `(?:${objectKeys.assets}|${objectKeys.templates})[0-9a-f]{64}[\\w.-]*`,
  'g',
);

function isLong({ template }: WantedStack): boolean {
  return Buffer.byteLength(template.text) > longestBody;
}

export function inputOfStored(stored: StoredRequest): QueryInput {
  return { TemplateURL: stored.templateUrl, ...restOf(stored) };
}

function restOf({
  parameters,
  capabilities,
  tags,
}: Pick<StoredRequest, 'parameters' | 'capabilities' | 'tags'>): QueryInput {
  return {
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: capabilities,
    Tags: tags && Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

async function storeTemplate({ bucket }: Job, text: string): Promise<string> {
  const body = Buffer.from(text);
  const [sha256, key] = [sha256Of(body), keyOf(text)];
  const there = await storedSha256(bucket, key);
  // A deploy may read it, and not store it, unless it is told otherwise.
  const isNew = there === undefined && (await storeBuffer(bucket, key, body, { onlyNew: true }));
  if (!isNew && there !== sha256) await demandStored(bucket, key, sha256);
  return addressOf(bucket, { key }).href;
}

function keyOf(text: string): string {
  return objectKeys.template(sha256Of(text));
}

/**
 * Refuses a stack that the roles of builds and deploys have no rights over: they have them by how its name begins, and with
 * upper case and lower case told apart.
 * @param where how to name what gives the stack its name
 * @param change a whole sentence: what to do with the name that is right
 * @throws GitenvError BAD_CONFIG
 */
export function demandOwnStack(
  { application }: Pick<Job, 'application'>,
  name: string,
  { where, change }: { readonly where: string; readonly change: (right: string) => string },
): void {
  if (name === application || name.startsWith(`${application}-`)) return;
  throw new GitenvError(
    'BAD_CONFIG',
    `${where} is '${name}', and the roles of builds and deploys have rights over stacks named ${application} or ${application}-… alone`,
    { changed: 'nothing', advice: change(`${application}-${name}`) },
  );
}
