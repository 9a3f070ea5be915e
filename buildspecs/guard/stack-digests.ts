import { lightAnswer } from '../../lib/aws/call/light-call';
import { parseXml, unescapeXml } from '../../lib/aws/call/xml';
import { DescribeStacks, GetTemplate } from '../../lib/aws/stack/operations';
import { namesOf } from '../../lib/contract';
import { recordDigest } from '../../lib/records/read-record';
import type { StackDigests } from '../../lib/records/record';
import type { GuardPlace } from './place';

/** What the environment's stack and that of its guard are made of. */
export interface StackNow {
  readonly digests: StackDigests;
  /** Since when there is a guard, as far as its stack tells. */
  readonly guardedSince: Date;
}

export async function stackNow(place: GuardPlace): Promise<StackNow> {
  const names = namesOf(place.application);
  const [own, guard] = await Promise.all([
    stackOf(place, names.stack),
    orNone(stackOf(place, names.guardStack)),
  ]);
  return {
    digests: {
      template: own.template,
      parameters: own.parameters,
      guardTemplate: guard?.template ?? null,
      guardParameters: guard?.parameters ?? null,
    },
    guardedSince: guard?.createdAt ?? own.changedAt,
  };
}

async function stackOf(place: GuardPlace, StackName: string) {
  const [stack, template] = await Promise.all([
    lightAnswer(place, DescribeStacks, { StackName }),
    lightAnswer(place, GetTemplate, { StackName }),
  ]);
  const { TemplateBody } = parseXml(template.text, 'GetTemplateResult');
  const createdAt = time(stack.text, 'CreationTime');
  return {
    template: recordDigest(String(TemplateBody)),
    parameters: recordDigest(JSON.stringify(parametersIn(stack.text))),
    createdAt: new Date(createdAt ?? 0),
    changedAt: new Date(time(stack.text, 'LastUpdatedTime') ?? createdAt ?? 0),
  };
}

/** A CDK app of a team's own has the guard in the environment's stack. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

function time(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]+)<`).exec(xml)?.[1];
}

/** In the order of their names. */
function parametersIn(xml: string): [string, string][] {
  const members = xml.matchAll(
    /<ParameterKey>([^<]*)<\/ParameterKey>\s*<ParameterValue>([^<]*)<\/ParameterValue>/g,
  );
  const found = [...members].map(([, key = '', value = '']): [string, string] => [
    unescapeXml(key),
    unescapeXml(value),
  ]);
  return found.sort(([one], [other]) => (one < other ? -1 : 1));
}
