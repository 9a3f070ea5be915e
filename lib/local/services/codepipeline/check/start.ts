import type { PipelineVariable, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { checkChoice, checkName, checkPresent } from '../model/checks';
import type { Pipeline } from '../model/declaration';
import { invalid } from '../model/errors';
import type { SourceOverride } from '../model/records';

const revisionTypes = [
  'COMMIT_ID',
  'IMAGE_DIGEST',
  'S3_OBJECT_VERSION_ID',
  'S3_OBJECT_KEY',
] as const;

export function checkToken(token: string | undefined): string | undefined {
  if (token !== undefined && !/^[a-zA-Z0-9-]{1,128}$/.test(token))
    throw invalid(
      'clientRequestToken',
      token,
      'Member must satisfy regular expression pattern: [a-zA-Z0-9-]+',
    );
  return token;
}

/** Every override must name a source action of the pipeline, else it would silently pin nothing. */
export function checkSourceRevisions(
  pipeline: Pipeline,
  revisions: readonly SourceRevisionOverride[],
): readonly SourceOverride[] {
  if (revisions.length > 50)
    throw invalid(
      'sourceRevisions',
      revisions.length,
      'Member must have length less than or equal to 50',
    );
  const sources = pipeline.stages
    .flatMap(({ actions }) => actions)
    .filter(({ actionTypeId }) => actionTypeId.category === 'Source');
  return revisions.map(({ actionName, revisionType, revisionValue }) => {
    const name = checkName('sourceRevisions.member.actionName', actionName);
    if (!sources.some((source) => source.name === name))
      throw invalid(
        'sourceRevisions.member.actionName',
        name,
        `Member must name a source action of ${pipeline.name}`,
      );
    const value = checkPresent('sourceRevisions.member.revisionValue', revisionValue);
    if (value.length < 1 || value.length > 1500)
      throw invalid(
        'sourceRevisions.member.revisionValue',
        value,
        'Member must have length between 1 and 1500',
      );
    const type = checkChoice('sourceRevisions.member.revisionType', revisionType, revisionTypes);
    return { actionName: name, revisionType: type, revisionValue: value };
  });
}

/** Names the pipeline does not declare are let through and ignored; a name given twice is refused. */
export function checkVariables(
  variables: readonly PipelineVariable[],
): Readonly<Record<string, string>> {
  if (variables.length > 50)
    throw invalid(
      'variables',
      variables.length,
      'Member must have length less than or equal to 50',
    );
  const values: Record<string, string> = Object.create(null);
  for (const { name, value } of variables) {
    const key = checkPresent('variables.member.name', name);
    if (!/^[A-Za-z0-9@_-]{1,128}$/.test(key))
      throw invalid(
        'variables.member.name',
        key,
        'Member must satisfy regular expression pattern: [A-Za-z0-9@\\-_]+',
      );
    if (Object.hasOwn(values, key))
      throw invalid('variables.member.name', key, 'Member must be unique');
    const text = checkPresent('variables.member.value', value);
    if (typeof text !== 'string' || text.length < 1 || text.length > 1000)
      throw invalid('variables.member.value', text, 'Member must have length between 1 and 1000');
    values[key] = text;
  }
  return values;
}
