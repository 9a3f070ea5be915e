import fs from 'node:fs';
import path from 'node:path';

/** The properties of one resource type: of the type itself under the empty name, and of each type of property that it uses. */
type Definitions = Record<string, Record<string, string>>;

export const propertyTableFile = path.join(
  __dirname,
  '../../../../lib/local/generated/resource-properties.json',
);

/**
 * The properties that AWS has for some resource types, as aws-cdk-lib tells them, which is made from CloudFormation's own schemas: for each
 * `string`, `number`, `boolean`, `json` (anything), the name of a type of property, `[…]` for a list or `{…}` for a map. A `!`
 * at the end says that it is required.
 */
export function propertyTable(types: readonly string[]): string {
  const lines = types.map(
    (type) => `${JSON.stringify(type)}: ${JSON.stringify(definitionsOf(type))}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

function definitionsOf(type: string): Definitions {
  const [, service = '', name = ''] = type.split('::');
  const folder = `aws-${service.toLowerCase()}`;
  const file = path.join('aws-cdk-lib', folder, 'lib', `${service.toLowerCase()}.generated.js`);
  const code = fs.readFileSync(path.join(__dirname, '../../../../node_modules', file), 'utf8');
  const definitions: Definitions = {};
  const queue = [`${name}Props`];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const key = next === `${name}Props` ? '' : shortName(next, name);
    if (key in definitions) continue;
    const members = membersOf(code, `Cfn${next}`);
    definitions[key] = Object.fromEntries(
      members.map(({ member, kind, isRequired }) => [
        member,
        `${kind.replace(/Cfn(\w+)/, (_, inner: string) => {
          if (inner !== 'Tag') queue.push(inner);
          return shortName(inner, name);
        })}${isRequired ? '!' : ''}`,
      ]),
    );
  }
  return definitions;
}

function shortName(inner: string, resource: string): string {
  return inner === 'Tag' ? 'Tag' : inner.slice(resource.length).replace(/Property$/, '');
}

interface MemberKind {
  readonly member: string;
  readonly kind: string;
  readonly isRequired: boolean;
}

function membersOf(code: string, name: string): MemberKind[] {
  const start = code.indexOf(`function convert${name}ToCloudFormation(`);
  const opening = code.indexOf('assertSuccess(),{', start) + 'assertSuccess(),'.length;
  const body = code.slice(opening + 1, endOf(code, opening));
  const checks = code.indexOf(`function ${name}Validator(`);
  const validator = code.slice(checks, code.indexOf('errors.wrap', checks));
  if (start < 0 || checks < 0) throw new Error(`aws-cdk-lib has no ${name}`);
  return topLevel(body).map((entry) => {
    const [, member = '', said = ''] = /^(\w+):(.*)$/.exec(entry) ?? [];
    const property = /\(properties\.(\w+)\)$/.exec(said)?.[1] ?? '';
    const isRequired = validator.includes(
      `propertyValidator("${property}",cdk().requiredValidator)`,
    );
    return { member, kind: kindOf(said), isRequired };
  });
}

const scalars = ['string', 'number', 'boolean', 'date'];

function kindOf(said: string): string {
  const mapper = /^cdk\(\)\.(list|hash|union)Mapper\((.*)\)(\(properties\.\w+\))?$/.exec(said);
  if (mapper?.[1] === 'list') return `[${kindOf(mapper[2] ?? '')}]`;
  if (mapper?.[1] === 'hash') return `{${kindOf(mapper[2] ?? '')}}`;
  if (mapper) return 'json';
  const plain = /^cdk\(\)\.(\w+)ToCloudFormation/.exec(said)?.[1];
  if (plain === 'cfnTag') return 'CfnTag';
  if (plain !== undefined) return scalars.includes(plain) ? plain : 'json';
  return /^convert(Cfn\w+?)ToCloudFormation/.exec(said)?.[1] ?? 'json';
}

function endOf(code: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < code.length; at += 1) {
    if ('{[('.includes(code.charAt(at))) depth += 1;
    if ('}])'.includes(code.charAt(at))) depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('unbalanced');
}

function topLevel(body: string): string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at <= body.length; at += 1) {
    const char = body.charAt(at);
    if (char !== '' && '{[('.includes(char)) depth += 1;
    if (char !== '' && '}])'.includes(char)) depth -= 1;
    if (depth !== 0 || (char !== ',' && char !== '')) continue;
    if (at > from) parts.push(body.slice(from, at));
    from = at + 1;
  }
  return parts;
}
