import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import type { Source, StackRecord } from '../model/records';
import { readTemplate } from '../template/read';

/** Whether a source differs from what the stack is made from in anything CloudFormation acts on. */
export function changesAnything(
  changes: readonly ResourceChange[],
  stack: StackRecord,
  source: Source,
): boolean {
  if (changes.length > 0 || stack.previous !== undefined) return true;
  const [before, after] = [stack.source, source];
  const outputs = ({ template }: Source) => readTemplate(template).outputs;
  return !(
    isDeepStrictEqual(plain(before.tags), plain(after.tags)) &&
    isDeepStrictEqual(plain(before.notificationArns), plain(after.notificationArns)) &&
    isDeepStrictEqual(plain(outputs(before)), plain(outputs(after)))
  );
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
