import type { ExecutionRecord } from './records';

const reference = /#\{([^}.]*)\.([^}]*)\}/g;

/** Thrown when a value names a variable that no action or pipeline provides. */
export class UnknownVariable extends Error {
  override readonly name = 'UnknownVariable';
  constructor(readonly reference: string) {
    super(`The variable ${reference} is not known to this execution.`);
  }
}

/** @throws UnknownVariable */
export function resolveAll(
  values: Readonly<Record<string, string>>,
  execution: ExecutionRecord,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, resolve(value, execution)]),
  );
}

/**
 * Replaces `#{namespace.key}`. A value that a variable brings in is taken as it is, even where it looks like a reference.
 * @throws UnknownVariable
 */
export function resolve(value: string, execution: ExecutionRecord): string {
  return value.replace(reference, (whole, namespace: string, key: string) => {
    const found = namespaceOf(namespace, execution)?.[key];
    if (found === undefined) throw new UnknownVariable(whole);
    return found;
  });
}

function namespaceOf(
  namespace: string,
  execution: ExecutionRecord,
): Readonly<Record<string, string>> | undefined {
  if (namespace === 'codepipeline') return { PipelineExecutionId: execution.id };
  if (namespace === 'variables') return own(execution.variables);
  return own(own(execution.outputs)[namespace]);
}

/** Without what every object inherits, so that `#{variables.constructor}` is unknown. */
function own<T>(record: Readonly<Record<string, T>> | undefined): Record<string, T> {
  return Object.assign(Object.create(null), record);
}

/** Namespaces that values refer to, for checking a pipeline before it runs. */
export function namespacesIn(value: string): readonly string[] {
  return [...value.matchAll(reference)].map(([, namespace]) => namespace ?? '');
}
