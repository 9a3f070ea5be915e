import fs from 'node:fs';
import path from 'node:path';
import type { ResourceType } from '../../lib/local/base/context';
import { tabledServices } from '../../lib/local/protocol/shapes';
import { services } from '../../lib/local/services';
import { operationsOf } from '../contract/sdk-schemas';

const source = path.join(__dirname, '../../lib/local');

/** The parts of lib/local/README.md that are made from the services themselves, by the name of their markers. */
export const generated: Readonly<Record<string, () => string>> = {
  operations: operationTable,
  resources: resourceTable,
  refusals: refusalList,
};

/** Puts the generated parts between their markers. */
export function withGenerated(text: string): string {
  return Object.entries(generated).reduce((result, [name, make]) => {
    const markers = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`);
    if (!markers.test(result)) throw new Error(`the README has no part '${name}'`);
    return result.replace(markers, (_, open: string, close: string) => open + make() + close);
  }, text);
}

function operationTable(): string {
  const rows = services
    .filter(({ operations }) => Object.keys(operations).length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, operations }) => {
      const here = Object.keys(operations).sort();
      const all = tabledServices.includes(name) ? operationsOf(name).size : undefined;
      return `| ${name} | ${here.length}${all === undefined ? '' : ` of ${all}`} | ${here.join(', ')} |`;
    });
  return ['| service | operations | which |', '|---|---|---|', ...rows].join('\n');
}

function resourceTable(): string {
  const rows = services
    .flatMap(({ resources = {} }) => Object.entries(resources))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { properties, recorded = [] }]: [string, ResourceType]) => {
      return `| ${type} | ${properties.join(', ') || '–'} | ${recorded.join(', ') || '–'} |`;
    });
  return ['| type | honoured | kept without effect |', '|---|---|---|', ...rows].join('\n');
}

/** What operations that are here refuse by name: read off the places that do so. */
function refusalList(): string {
  const calls = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(services|policy)\b.*\.ts$/.test(name))
    .flatMap((name) => [
      ...fs
        .readFileSync(path.join(source, name), 'utf8')
        .matchAll(/notImplemented\(\s*'(\w+)',\s*(['"`])((?:\\.|(?!\2)[\s\S])+)\2/g),
    ]);
  const lines = calls.map(([, service = '', , what = '']) => {
    const text = what.replace(/\$\{[^}]*\}/g, '…').replace(/\\(.)/g, '$1');
    return `- ${service}: ${text}`;
  });
  return [...new Set(lines)]
    .filter((line) => !/: …$/.test(line))
    .sort()
    .join('\n');
}
