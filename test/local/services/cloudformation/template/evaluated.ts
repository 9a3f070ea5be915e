import { evaluate } from '../../../../../lib/local/services/cloudformation/template/evaluate';
import { resolveParameters } from '../../../../../lib/local/services/cloudformation/template/parameters';
import { readTemplate } from '../../../../../lib/local/services/cloudformation/template/read';
import { scopeOf } from '../../../../../lib/local/services/cloudformation/template/scopes';
import type { Json, JsonObject } from '../../../../../lib/local/values/json';

const identity = {
  account: '111111111111',
  region: 'eu-west-1',
  stackName: 'desk',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/desk/1',
  notificationArns: ['arn:aws:sns:eu-west-1:111111111111:news'],
};

export async function parametersOf(
  text: string,
  given: Readonly<Record<string, string>> = {},
  stored: Readonly<Record<string, string>> = {},
) {
  return resolveParameters(
    readTemplate(text),
    Object.entries(given).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    {},
    async (name) => stored[name] ?? Promise.reject(new Error('none')),
  );
}

/** The properties of the resource `It`, evaluated in a stack where every other resource exists. */
export async function evaluated(
  text: string,
  given: Readonly<Record<string, string>> = {},
  stored: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  const template = readTemplate(text);
  const parameters = await parametersOf(text, given, stored);
  const scope = scopeOf(
    template,
    parameters,
    identity,
    {
      ref: (id) => `ref-${id}`,
      attribute: (id, name) => `${id}/${name}`,
    },
    (name) => `imported-${name}`,
  );
  return evaluate(template.resources.It?.Properties ?? {}, scope) as JsonObject;
}

/** A value as a property of a JSON template that has the other sections too. */
export const asTemplate = (P: Json, rest: object = {}): string =>
  JSON.stringify({
    ...rest,
    Resources: {
      It: { Type: 'T', Properties: { P } },
      Other: { Type: 'T' },
      ...(rest as { Resources?: object }).Resources,
    },
  });

export async function propertyOf(value: Json, rest: object = {}): Promise<Json | undefined> {
  return (await evaluated(asTemplate(value, rest))).P;
}
