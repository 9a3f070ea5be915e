import { lightAnswer } from '../../lib/aws/call/light-call';
import { parseXml, unescapeXml } from '../../lib/aws/call/xml';
import { DescribeStacks, GetTemplate } from '../../lib/aws/stack/operations';
import { namesOf } from '../../lib/contract';
import { recordDigest } from '../../lib/records/read-record';
import type { StackDigests } from '../../lib/records/record';
import type { GuardPlace } from './place';

/** What the environment's stack is made of. */
export interface StackNow extends StackDigests {
  /** When it was last changed. */
  readonly changedAt: Date;
}

export async function stackNow(place: GuardPlace): Promise<StackNow> {
  const StackName = namesOf(place.application).stack;
  const [stack, template] = await Promise.all([
    lightAnswer(place, DescribeStacks, { StackName }),
    lightAnswer(place, GetTemplate, { StackName }),
  ]);
  const { TemplateBody } = parseXml(template.text, 'GetTemplateResult');
  return {
    template: recordDigest(String(TemplateBody)),
    parameters: recordDigest(JSON.stringify(parametersIn(stack.text))),
    changedAt: new Date(
      time(stack.text, 'LastUpdatedTime') ?? time(stack.text, 'CreationTime') ?? 0,
    ),
  };
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
