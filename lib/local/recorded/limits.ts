import type { ResourceRequest } from '../base/context';
import { ServiceError } from '../base/service-error';
import { fieldsOf } from '../values/fields';

/** What the schema of a resource type allows of a property, in the schema's own words. */
export interface Limit {
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  /** Of the whole value. */
  readonly pattern?: RegExp;
  readonly items?: Limit;
  /** Members that an object has to have. */
  readonly required?: readonly string[];
}

export type Limits = Readonly<Record<string, Limit>>;

/** @throws ServiceError as CloudFormation refuses properties before it asks the service */
export function checkLimits(limits: Limits, { logicalId, properties }: ResourceRequest): void {
  const faults = Object.entries(limits).flatMap(([name, limit]) =>
    properties[name] === undefined ? [] : faultsOf(properties[name], limit, `#/${name}`),
  );
  if (faults.length > 0)
    throw new ServiceError(
      'InvalidRequest',
      `Properties validation failed for resource ${logicalId} with message:\n${faults.join('\n')}`,
    );
}

function faultsOf(value: unknown, limit: Limit, at: string): readonly string[] {
  const values = Array.isArray(value) ? value : [];
  const members = fieldsOf(value);
  const missing = limit.required?.filter((name) => members[name] === undefined) ?? [];
  return [
    ...brokenKeywords(value, limit).map(
      (keyword) => `${at}: failed validation constraint for keyword [${keyword}]`,
    ),
    ...missing.map((name) => `${at}: required key [${name}] not found`),
    ...values.flatMap((item, index) => faultsOf(item, limit.items ?? {}, `${at}/${index}`)),
  ];
}

/** A template may write a number as text, which CloudFormation takes for one. */
function brokenKeywords(value: unknown, limit: Limit): readonly string[] {
  const { minimum = -Infinity, maximum = Infinity, maxLength = Infinity } = limit;
  const { maxItems = Infinity, pattern } = limit;
  const text = String(value);
  const broken = {
    enum: limit.enum !== undefined && !limit.enum.includes(text),
    minimum: Number(text) < minimum,
    maximum: Number(text) > maximum,
    maxLength: text.length > maxLength,
    maxItems: Array.isArray(value) && value.length > maxItems,
    pattern: pattern !== undefined && !pattern.test(text),
  };
  return Object.entries(broken).flatMap(([keyword, is]) => (is ? [keyword] : []));
}
