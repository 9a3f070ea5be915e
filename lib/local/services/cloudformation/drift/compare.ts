import type { PropertyDifference } from '@aws-sdk/client-cloudformation';
import { isObject, type Json, parsedJson } from '../../../values/json';

/** How AWS writes the side that has nothing. */
const nothing = 'null';

/**
 * Where a resource is not what its template says. Only what the template says is looked at: members that it leaves
 * out are the service's own affair, except within documents, which are compared whole.
 * @param documents names of properties that hold policy documents and the like, as JSON or as text
 */
export function differencesOf(
  expected: Json,
  actual: Json | undefined,
  documents: ReadonlySet<string>,
  path = '',
): readonly PropertyDifference[] {
  if (actual === undefined || actual === null) return [difference(path, expected, undefined)];
  const isText = typeof expected === 'string';
  if (documents.has(nameIn(path)) || isText !== (typeof actual === 'string'))
    return documentDifferences(asDocument(expected), asDocument(actual), path);
  if (Array.isArray(expected) && Array.isArray(actual))
    return pairs(expected, actual).flatMap(([index, one, other]) =>
      one === undefined
        ? [difference(`${path}/${index}`, undefined, other)]
        : differencesOf(one, other, documents, `${path}/${index}`),
    );
  if (isObject(expected) && isObject(actual))
    return Object.entries(expected).flatMap(([name, inner]) =>
      differencesOf(inner, actual[name], documents, `${path}/${name}`),
    );
  return isSameScalar(expected, actual) ? [] : [difference(path, expected, actual)];
}

function documentDifferences(
  expected: Json | undefined,
  actual: Json | undefined,
  path: string,
): readonly PropertyDifference[] {
  if (expected === undefined || actual === undefined) return [difference(path, expected, actual)];
  if (Array.isArray(expected) && Array.isArray(actual))
    return pairs(expected, actual).flatMap(([index, one, other]) =>
      documentDifferences(one, other, `${path}/${index}`),
    );
  if (isObject(expected) && isObject(actual))
    return [...new Set([...Object.keys(expected), ...Object.keys(actual)])].flatMap((name) =>
      documentDifferences(expected[name], actual[name], `${path}/${name}`),
    );
  return isSameScalar(expected, actual) ? [] : [difference(path, expected, actual)];
}

function pairs(expected: readonly Json[], actual: readonly Json[]) {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, index) => [index, expected[index], actual[index]] as const);
}

/** A template may write `"30"` where the service has a number. */
function isSameScalar(expected: Json, actual: Json): boolean {
  const areScalars = [expected, actual].every((value) => typeof value !== 'object');
  return areScalars && String(expected) === String(actual);
}

function asDocument(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return parsedJson(value);
  } catch {
    return value;
  }
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function difference(
  PropertyPath: string,
  expected: Json | undefined,
  actual: Json | undefined,
): PropertyDifference {
  return {
    PropertyPath,
    ExpectedValue: textOf(expected),
    ActualValue: textOf(actual),
    DifferenceType: expected === undefined ? 'ADD' : actual === undefined ? 'REMOVE' : 'NOT_EQUAL',
  };
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return nothing;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
