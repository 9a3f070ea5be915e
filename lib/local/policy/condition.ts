import { notImplemented } from '../base/service-error';
import { fieldsOf } from '../values/fields';
import { type FindKey, type KeyValue, keysIn, type RequestKeys } from './keys';
import { operatorNamed } from './operators';
import { filledIn } from './variables';

/**
 * Whether all conditions of a statement hold.
 * @throws 501 naming an operator or key that this machine does not know, rather than letting a denial pass unseen
 */
export function conditionsHold(conditions: unknown, request: RequestKeys | FindKey): boolean {
  const find = typeof request === 'function' ? request : keysIn(request);
  return Object.entries(fieldsOf(conditions)).every(([operator, keys]) =>
    Object.entries(fieldsOf(keys)).every(([key, wanted]) =>
      holds(operator, find(key.toLowerCase()), wantedValues(wanted, find)),
    ),
  );
}

/** A value with a variable that has no value in this request matches nothing. */
function wantedValues(wanted: unknown, find: FindKey): readonly string[] {
  return [wanted]
    .flat()
    .map((one) => filledIn(String(one), find))
    .filter((one) => one !== undefined);
}

type Set = 'ForAnyValue:' | 'ForAllValues:' | undefined;

/** The rules for absent keys and for several values: "Multivalued context keys" and "IfExists" of the IAM guide. */
function holds(name: string, found: KeyValue | undefined, wanted: readonly string[]): boolean {
  if (name === 'Null') return wanted.includes(String(found === undefined));
  const [, set, base = '', ifExists] =
    /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = operatorNamed(base);
  if (!operator) throw notImplemented('iam', `condition operator ${name}`);
  const values = found === undefined ? [] : [found].flat();
  if (values.length === 0) return ifAbsent(set as Set, ifExists !== undefined, operator.negated);
  const { compare, negated } = operator;
  const holdsFor = (value: string) => wanted.some((one) => compare(value, one)) !== negated;
  if (set === 'ForAllValues:') return values.every(holdsFor);
  if (set === 'ForAnyValue:' || !negated) return values.some(holdsFor);
  return values.every(holdsFor);
}

function ifAbsent(set: Set, ifExists: boolean, negated: boolean): boolean {
  if (ifExists || set === 'ForAllValues:') return true;
  return set === undefined && negated;
}
