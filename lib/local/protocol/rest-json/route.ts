import type { HttpRequest } from '../../base/http';
import { ServiceError } from '../../base/service-error';
import type { ShapeTable } from '../shapes';

/** What a request's method and path ask for, and what the path names. */
export interface RestRoute {
  readonly operation: string;
  /** What stands in the path, by label, decoded. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
}

/** @returns nothing where the service has no operation at that address */
export function routeOf({ method, path }: HttpRequest, table: ShapeTable): RestRoute | undefined {
  for (const pattern of patternsOf(table)) {
    const match = pattern.method === method ? pattern.path.exec(path) : null;
    if (!match) continue;
    const [, ...values] = match;
    const labels = pattern.labels.map((name, i) => [name, decode(values[i] ?? '')] as const);
    return { operation: pattern.operation, labels: Object.fromEntries(labels) };
  }
  return undefined;
}

const cache = new WeakMap<ShapeTable, readonly Pattern[]>();

function patternsOf(table: ShapeTable): readonly Pattern[] {
  let patterns = cache.get(table);
  if (!patterns) {
    patterns = Object.entries(table.operations).flatMap(([operation, { http }]) =>
      http ? [patternOf(operation, http[0], http[1])] : [],
    );
    cache.set(table, patterns);
  }
  return patterns;
}

/** A label such as `{Name}` stands for one segment, `{Key+}` for several. */
function patternOf(operation: string, method: string, template: string): Pattern {
  const [path = ''] = template.split('?');
  const parts = path.split(/(\{\w+\+?\})/);
  const source = parts.map((part, i) =>
    i % 2 === 0
      ? part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      : part.endsWith('+}')
        ? '(.+)'
        : '([^/]+)',
  );
  const labels = parts.filter((_, i) => i % 2 === 1).map((part) => part.replace(/[{}+]/g, ''));
  return { operation, method, path: new RegExp(`^${source.join('')}$`), labels };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('SerializationException', `The path's ${text} is not percent-encoded.`);
  }
}
