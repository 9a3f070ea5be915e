import { type Template, template } from './template';

type Values = Readonly<Record<string, string>>;

const pseudo: Values = {
  'AWS::AccountId': '111111111111',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
};

const nothing = Symbol('AWS::NoValue');

/**
 * The template's resources as an installation with these parameters has them. What only CloudFormation can know stays
 * symbolic: `<Artifacts>` for a resource's Ref, `<Artifacts.Arn>` for an attribute.
 */
export function installed(parameters: Values = {}, source: Template = template()) {
  const values: Values = {
    ...pseudo,
    ...defaultsOf(source),
    Application: 'orders',
    Environment: 'dev',
    ...parameters,
  };
  const resources = Object.entries(source.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(source, values, Condition),
  );
  return Object.fromEntries(
    resources.map(([id, { Properties }]) => [
      id,
      // biome-ignore lint/suspicious/noExplicitAny: each test knows the properties it looks at
      resolve(source, values, Properties) as any,
    ]),
  );
}

function defaultsOf(source: Template): Values {
  return Object.fromEntries(
    Object.entries(source.Parameters).map(([name, { Default }]) => [name, String(Default ?? '')]),
  );
}

function holds(source: Template, values: Values, condition: string): boolean {
  return resolve(source, values, source.Conditions[condition]) === true;
}

function resolve(source: Template, values: Values, value: unknown): unknown {
  const inner = (part: unknown) => resolve(source, values, part);
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== nothing);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return refer(source, values, argument as string);
  if (key === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (key === 'Fn::Sub')
    return String(argument).replace(/\$\{([^}]+)\}/g, (_, name: string) =>
      name.startsWith('!') ? `\${${name.slice(1)}}` : String(refer(source, values, name)),
    );
  if (key === 'Fn::Split') {
    const [separator, text] = argument as [string, unknown];
    return String(inner(text)).split(separator);
  }
  if (key === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown];
    return (inner(parts) as string[]).join(separator);
  }
  if (key === 'Fn::If') {
    const [condition, yes, no] = argument as [string, unknown, unknown];
    return inner(holds(source, values, condition) ? yes : no);
  }
  if (key === 'Fn::Equals') {
    const [left, right] = inner(argument) as [unknown, unknown];
    return left === right;
  }
  if (key === 'Fn::Or') return (inner(argument) as unknown[]).some((part) => part === true);
  if (key === 'Fn::Not') return !inner((argument as unknown[])[0]);
  if (key.startsWith('Fn::')) throw new Error(`the template uses ${key}, which this does not know`);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, inner(member)] as const)
      .filter(([, member]) => member !== nothing),
  );
}

function refer(source: Template, values: Values, name: string): unknown {
  if (name === 'AWS::NoValue') return nothing;
  if ((name.split('.', 1)[0] as string) in source.Resources) return `<${name}>`;
  const value = values[name];
  if (value === undefined) throw new Error(`nothing is called ${name}`);
  return source.Parameters[name]?.Type === 'CommaDelimitedList' ? value.split(',') : value;
}
