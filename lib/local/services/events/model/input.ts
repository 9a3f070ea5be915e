import type { InputTransformer, Target } from '@aws-sdk/client-eventbridge';
import type { Envelope } from './records';

/** What a target is sent: its constant `Input`, the part at `InputPath`, what its transformer makes, or the event. */
export function inputOf(
  target: Target,
  event: Envelope,
  rule: { name: string; arn: string },
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined)
    return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer) return transform(target.InputTransformer, event, rule);
  return JSON.stringify(event);
}

function transform(
  { InputPathsMap = {}, InputTemplate = '' }: InputTransformer,
  event: Envelope,
  rule: { name: string; arn: string },
): string {
  const values = new Map<string, unknown>(
    Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(event, path)]),
  );
  values.set('aws.events.rule-arn', rule.arn);
  values.set('aws.events.rule-name', rule.name);
  values.set('aws.events.event.ingestion-time', event.time);
  values.set('aws.events.event', without(event, 'detail'));
  values.set('aws.events.event.json', event);
  return fill(InputTemplate, values);
}

const without = (event: Envelope, name: string) =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));

/** A string, or `<name>` outside of one. */
const tokens = /"(?:[^"\\]|\\.)*"|<[^<>\s]+>/gs;

/** Outside quotes a placeholder becomes a JSON value, inside them the text as it is. */
function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  return template.replace(tokens, (token) =>
    token.startsWith('"')
      ? token.replace(/<([^<>\s]+)>/g, (same, name) =>
          values.has(name) ? inText(values.get(name)) : same,
        )
      : values.has(token.slice(1, -1))
        ? asValue(values.get(token.slice(1, -1)))
        : token,
  );
}

/**
 * A path that the event does not have makes no variable, and nothing appears in its place: `{"a":<b>}` is no JSON then, and
 * the target is not called. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
const asValue = (value: unknown) => (value === undefined ? '' : JSON.stringify(value));

/** What stands within quotes is not escaped, so that a quote in it ends the text. */
const inText = (value: unknown) => (typeof value === 'string' ? value : asValue(value));

/** Names of placeholders in a template, in or out of quotes. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/<([^<>\s]+)>/g)].map(([, name]) => name ?? '');
}

/** The JSON paths EventBridge takes: `$`, `.name` and `[index]`. */
export const jsonPath = /^\$(?:\.[^.[\]\s*]+|\[(?:\d+|'[^']+')\])*$/;

function valueAt(event: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\[(?:(\d+)|'([^']+)')\]/g)];
  return steps.reduce<unknown>((value, [, name, index, quoted]) => {
    const key = name ?? index ?? quoted ?? '';
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    return Reflect.get(value, key);
  }, event);
}
