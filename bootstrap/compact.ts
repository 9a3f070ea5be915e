type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

/**
 * The same template in fewer letters, since CloudFormation takes 51,200 bytes inline: texts with references in them as
 * one `Fn::Sub`, statements of a policy that differ in one thing as one, conditions by a letter, and what only describes and
 * constrains left to the source.
 * @param template as the CDK makes it; conditions may not hold `Fn::Sub`
 */
export function compact(template: JsonObject): JsonObject {
  const { Parameters, Resources = {}, Outputs = {} } = template;
  return lettered({
    ...template,
    ...(Parameters && { Parameters: unconstrained(Parameters) }),
    Resources: split(shorter(undescribed(Resources))),
    Outputs: shorter(Outputs),
  });
}

function undescribed(resources: Json): Json {
  if (!isObject(resources)) return resources;
  const entries = Object.entries(resources).map(([id, resource]): [string, Json] => {
    if (!isObject(resource) || !isObject(resource.Properties)) return [id, resource];
    const { Description, ...Properties } = resource.Properties;
    return [id, { ...resource, Properties }];
  });
  return Object.fromEntries(entries);
}

/** Where a value does not fit, AWS says the pattern instead. */
function unconstrained(parameters: Json): Json {
  if (!isObject(parameters)) return parameters;
  const entries = Object.entries(parameters).map(([name, parameter]): [string, Json] => {
    if (!isObject(parameter)) return [name, parameter];
    const { ConstraintDescription, ...rest } = parameter;
    return [name, rest];
  });
  return Object.fromEntries(entries);
}

/** Conditions are named nowhere outside of the template. */
function lettered(template: JsonObject): JsonObject {
  const { Conditions } = template;
  if (!isObject(Conditions)) return template;
  const letters = new Map(Object.keys(Conditions).map((name, at) => [name, letterOf(at)]));
  const renamed = renamedIn(template, (name) => letters.get(name) ?? name);
  const entries = Object.entries(isObject(renamed) ? renamed : {}).map(([key, it]) => [
    key,
    key === 'Conditions' && isObject(it)
      ? Object.fromEntries(
          Object.entries(it).map(([name, test]) => [letters.get(name) ?? name, test]),
        )
      : it,
  ]);
  return Object.fromEntries(entries);
}

/** `A` to `Z`, and then `A1`. */
function letterOf(at: number): string {
  const round = Math.floor(at / 26);
  return `${String.fromCharCode(65 + (at % 26))}${round === 0 ? '' : round}`;
}

function renamedIn(value: Json, letter: (name: string) => string): Json {
  if (isList(value)) return value.map((it) => renamedIn(it, letter));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => {
      const inner = renamedIn(it, letter);
      if (key === 'Condition' && typeof inner === 'string') return [key, letter(inner)];
      if (key !== 'Fn::If' || !isList(inner)) return [key, inner];
      return [key, [letter(String(inner[0])), ...inner.slice(1)]];
    }),
  );
}

function shorter(value: Json): Json {
  if (isList(value)) return value.map(shorter);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, it]) => [key, shorter(it)]));
  if ('Fn::Join' in inner || 'Fn::GetAtt' in inner) return shortest(inner, substituted(inner));
  if (isList(inner.Statement)) return { ...inner, Statement: merged(inner.Statement) };
  return inner;
}

/** Lists of texts with references, each as one text that is split again. */
function split(value: Json): Json {
  if (isList(value)) return asOneText(value.map(split));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, split(it)]));
}

function asOneText(list: readonly Json[]): Json {
  const texts = list.map((it) => (isObject(it) ? it['Fn::Sub'] : undefined));
  const isSplittable = texts.every((it) => typeof it === 'string' && !it.includes(','));
  if (texts.length < 2 || !isSplittable) return list;
  return shortest(list, { 'Fn::Split': [',', { 'Fn::Sub': texts.join(',') }] });
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
