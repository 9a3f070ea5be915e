import type {
  ListExportsCommandInput,
  ListExportsOutput,
  ListImportsCommandInput,
  ListImportsOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../base/context';
import { pageOf } from '../../../base/page';
import { invalid } from '../model/errors';
import { importersOf } from '../model/exports';
import { tokensOf } from '../model/find';
import { exportsOf } from '../model/records';

export function ListExports(
  { NextToken }: ListExportsCommandInput,
  context: Context,
): ListExportsOutput {
  const sorted = exportsOf(context)
    .list()
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const { items, next } = pageOf(sorted, NextToken, 100, tokensOf('ListExports'));
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
  if (users.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
  const { items, next } = pageOf(users, NextToken, 100, tokensOf(ExportName));
  return { Imports: [...items], NextToken: next };
}
