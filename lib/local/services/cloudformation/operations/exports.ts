import type {
  ListExportsCommandInput,
  ListExportsOutput,
  ListImportsCommandInput,
  ListImportsOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../service';
import { validationError } from '../errors';
import { importersOf } from '../exports';
import { pageOf } from '../find';
import { exportsOf } from '../records';

export function ListExports(
  { NextToken }: ListExportsCommandInput,
  context: Context,
): ListExportsOutput {
  const sorted = exportsOf(context)
    .list()
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const { items, next } = pageOf(sorted, NextToken, 100, 'ListExports');
  return {
    Exports: items.map(({ name, value, stackId }) => ({
      ExportingStackId: stackId,
      Name: name,
      Value: value,
    })),
    NextToken: next,
  };
}

export function ListImports(
  { ExportName = '', NextToken }: ListImportsCommandInput,
  context: Context,
): ListImportsOutput {
  const users = importersOf(context, ExportName);
  if (users.length === 0)
    throw validationError(`Export '${ExportName}' is not imported by any stack.`);
  const { items, next } = pageOf(users, NextToken, 100, ExportName);
  return { Imports: [...items], NextToken: next };
}
