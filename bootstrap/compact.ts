type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

/**
 * The same template in fewer letters, since CloudFormation takes 51,200 bytes inline: texts with references in them as
 * one `Fn::Sub`, and statements of a policy that differ in one thing as one.
 * @param template as the CDK makes it; conditions may not hold `Fn::Sub` and stay as they are
 */
export function compact(template: JsonObject): JsonObject {
  const { Resources = {}, Outputs = {} } = template;
  return { ...template, Resources: shorter(Resources), Outputs: shorter(Outputs) };
}

function shorter(value: Json): Json {
  if (isList(value)) return value.map(shorter);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, it]) => [key, shorter(it)]));
  if ('Fn::Join' in inner || 'Fn::GetAtt' in inner) return shortest(inner, substituted(inner));
  if (isList(inner.Statement)) return { ...inner, Statement: merged(inner.Statement) };
  return inner;
}

function shortest(value: Json, other: Json | undefined): Json {
  const length = (it: Json) => JSON.stringify(it).length;
  return other !== undefined && length(other) < length(value) ? other : value;
}

/** A text of literals and references as `Fn::Sub` has it; undefined where it has other parts. */
function substituted(value: JsonObject): Json | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : { 'Fn::Sub': text };
}

function textOf(part: Json): string | undefined {
  if (typeof part === 'string') return part.replaceAll('${', '${!');
  if (!isObject(part)) return undefined;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::Join': join } = part;
  if (typeof Ref === 'string') return `\${${Ref}}`;
  if (isList(attribute) && attribute.every((it) => typeof it === 'string'))
    return `\${${attribute.join('.')}}`;
  if (typeof text === 'string') return text;
  if (!isList(join) || join[0] !== '' || !isList(join[1])) return undefined;
  const parts = join[1].map(textOf);
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** Statements with the same actions, or the same resources, as one. Those under a condition stay apart. */
function merged(statements: readonly Json[]): Json[] {
  return mergedBy('Action', 'Resource', mergedBy('Resource', 'Action', statements));
}

function mergedBy(same: string, joined: string, statements: readonly Json[]): Json[] {
  const made: Json[] = [];
  for (const statement of statements) {
    const at = made.findIndex((other) => differOnlyIn(joined, same, other, statement));
    const other = made[at];
    if (isObject(other) && isObject(statement))
      made[at] = { ...other, [joined]: union(other[joined], statement[joined]) };
    else made.push(statement);
  }
  return made;
}

/** Whether both are statements of an effect, actions and resources alone, and those named `same` are equal. */
function differOnlyIn(joined: string, same: string, one: Json, other: Json): boolean {
  const known = ['Effect', same, joined].sort().join();
  return (
    [one, other].every((it) => isObject(it) && Object.keys(it).sort().join() === known) &&
    isObject(one) &&
    isObject(other) &&
    one.Effect === other.Effect &&
    isList(one[joined] ?? null) &&
    isList(other[joined] ?? null) &&
    JSON.stringify(one[same]) === JSON.stringify(other[same])
  );
}

function union(one: Json = [], other: Json = []): Json {
  const texts = [one, other]
    .flatMap((it) => (isList(it) ? it : [it]))
    .map((it) => JSON.stringify(it));
  return [...new Set(texts)].map((it) => JSON.parse(it));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
