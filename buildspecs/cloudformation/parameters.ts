import fs from 'node:fs';
import path from 'node:path';
import { awsDomain } from '../../lib/aws/call/address';
import { type BundledImage, notBuilt } from '../../lib/bundle/manifest';
import { layoutOf } from '../../lib/bundle/store';
import { clauseOf, GitenvError } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import { accountOf } from '../program/job/account';
import { manifestOf } from '../program/job/handover';
import type { Job } from '../program/job/job';
import type { Template } from './template';

/** Values of a template's parameters, and the file that they are in. */
export interface GivenParameters {
  readonly values: Readonly<Record<string, string>>;
  /** Relative to the bundle's root; undefined where there is none. */
  readonly file: string | undefined;
}

/**
 * Reads a file of parameters: an object of names and values, an object with such a one as `Parameters`, or the list
 * that the AWS CLI takes.
 * @param required whether the file has to be there
 */
export function readParameters(folder: string, file: string, required: boolean): GivenParameters {
  const whole = path.join(folder, file);
  if (!fs.existsSync(whole)) {
    if (required)
      throw new GitenvError(
        'BAD_COMMIT',
        `The bundle has no ${file}, which is to hold the parameters`,
      );
    return { values: {}, file: undefined };
  }
  const values = Object.fromEntries(pairsIn(whole, file));
  return { values, file };
}

function pairsIn(whole: string, file: string): [string, string][] {
  const root = parsed(whole, file);
  if (Array.isArray(root))
    return root.map((entry: { ParameterKey?: unknown; ParameterValue?: unknown }) => {
      const { ParameterKey, ParameterValue } = entry ?? {};
      return [
        textOf(ParameterKey, 'ParameterKey', file),
        textOf(ParameterValue, String(ParameterKey), file),
      ];
    });
  const { Parameters = root } = fieldsOf(root);
  return Object.entries(fieldsOf(Parameters)).map(([name, value]) => [
    name,
    textOf(value, name, file),
  ]);
}

function parsed(whole: string, file: string): object {
  try {
    const root: unknown = JSON.parse(fs.readFileSync(whole, 'utf8'));
    if (typeof root === 'object' && root !== null) return root;
  } catch (error) {
    throw new GitenvError('BAD_COMMIT', `${file} is not JSON: ${clauseOf(error)}`);
  }
  throw new GitenvError(
    'BAD_COMMIT',
    `${file} holds no parameters: it has to be an object of names and values`,
  );
}

function textOf(value: unknown, name: string, file: string): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return value.join(',');
  throw new GitenvError(
    'BAD_COMMIT',
    `${file}: ${name} has to be a text, a number, a boolean or a list`,
  );
}

/** The address of the bundle's image, by its digest, or by a tag that no image has where there is none yet. */
export const imageParameter = 'GitenvImage';

function imageUri(job: Job, { repository, digest }: BundledImage): string {
  const name = `${accountOf(job)}.dkr.ecr.${job.region}.${awsDomain(job.region)}/${repository}`;
  return digest === notBuilt ? `${name}:${notBuilt}` : `${name}@${digest}`;
}

/** The key of the bundle's archive in the environment's bucket. */
export const bundleKeyParameter = 'GitenvBundleKey';

/** Parameters that the kit fills where a template declares them, so that what is deployed is part of the change. */
export function ownParameters(job: Job): Readonly<Record<string, string>> {
  const manifest = manifestOf(job);
  const { digest, archive, images = [] } = manifest;
  const [image] = images;
  return {
    GitenvEnvironment: job.environment,
    GitenvCommit: job.commit,
    GitenvDigest: digest,
    GitenvBucket: job.bucket.name,
    [bundleKeyParameter]: layoutOf(manifest)(job.bucket).archive(archive.sha256),
    ...(image && { [imageParameter]: imageUri(job, image) }),
  };
}

/**
 * The values of everything that a template declares. What has a default and is not given gets the default, whatever
 * the stack has now: the commit says it all.
 * @throws GitenvError naming what is given and not declared, or declared and not given
 */
export function parametersFor(
  template: Template,
  { values, file = 'the parameters' }: GivenParameters,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const filled = Object.keys(values).find((name) => name in own);
  if (filled !== undefined)
    throw new GitenvError('BAD_COMMIT', `${file}: ${filled} is filled by gitenv`);
  const stray = Object.keys(values).find((name) => !template.parameters.has(name));
  if (stray !== undefined)
    throw new GitenvError('BAD_COMMIT', `${file}: the template declares no parameter '${stray}'`);
  const found: Record<string, string> = {};
  for (const [name, { hasDefault }] of template.parameters) {
    const value = values[name] ?? own[name];
    if (value !== undefined) found[name] = value;
    else if (!hasDefault)
      throw new GitenvError(
        'BAD_COMMIT',
        `The template's parameter '${name}' has no default, and ${file} lacks it`,
      );
  }
  return found;
}
