import type { ParameterStringFilter } from '@aws-sdk/client-ssm';
import { notImplemented, ServiceError } from '../../../base/service-error';
import type { StoredParameter } from './records';

/** Whether a parameter passes every filter of DescribeParameters or GetParametersByPath. */
export function matchesFilters(
  parameter: StoredParameter,
  filters: readonly ParameterStringFilter[] | undefined,
): boolean {
  return (filters ?? []).every((filter) => matches(parameter, filter));
}

function matches(parameter: StoredParameter, filter: ParameterStringFilter): boolean {
  const { Key = '', Option, Values = [] } = filter;
  if (Key === 'Path') return matchesPath(parameter.name, Option, Values);
  if (Key.startsWith('tag:')) {
    const value = parameter.tags[Key.slice(4)];
    return value !== undefined && (Values.length === 0 || Values.includes(value));
  }
  const subject = subjectsOf(parameter, Key);
  return Values.some((value) => subject.some((text) => compare(text, value, Option)));
}

function subjectsOf({ name, versions: [newest] }: StoredParameter, key: string): readonly string[] {
  switch (key) {
    case 'Name':
      return [name];
    case 'Type':
      return [newest.type];
    case 'KeyId':
      return newest.keyId === undefined ? [] : [newest.keyId];
    case 'Tier':
      return [newest.tier];
    case 'DataType':
      return [newest.dataType];
    case 'Label':
      return newest.labels;
    default:
      throw new ServiceError('InvalidFilterKey', `The specified key ${key} is not valid.`);
  }
}

function compare(text: string, value: string, option = 'Equals'): boolean {
  switch (option) {
    case 'Equals':
      return text === value;
    case 'BeginsWith':
      return text.startsWith(value);
    case 'Contains':
      return text.includes(value);
    default:
      throw new ServiceError('InvalidFilterOption', `The filter option ${option} is not valid.`);
  }
}

function matchesPath(name: string, option = 'OneLevel', paths: readonly string[]): boolean {
  if (option !== 'OneLevel' && option !== 'Recursive')
    throw notImplemented('ssm', `parameter filter Path with option ${option}`);
  return paths.some((path) => {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    if (!name.startsWith(prefix)) return false;
    return option === 'Recursive' || !name.slice(prefix.length).includes('/');
  });
}
